import { useState } from "preact/hooks";
import { client } from "~/api/transport";
import {
  Alert_State,
  type Alert,
} from "~/api/gen/tidemark/notices/v1/alert_pb";
import { NoticesService } from "~/api/gen/tidemark/notices/v1/notices_service_pb";
import { currentUser } from "~/session/session";
import { Button } from "~/parts/button";
import { ErrorSummary, type FormError } from "~/parts/errors";
import { Radios, TextArea, TextField } from "~/parts/fields";
import { useForm, useRequestId } from "~/parts/form";
import { waits } from "./ask";

const INPUTS: Record<string, string> = {
  description: "description",
  contact_email: "contact-email",
};

interface AlertFormProps {
  alert: Alert;
  onChanged: (alert: Alert, done: string) => void;
  reload: () => void;
}

// Offers the provider help, or says what was done in the end.
export function AlertForm({ alert, onChanged, reload }: AlertFormProps) {
  const mayOffer =
    alert.state === Alert_State.OPEN && currentUser().role === "quality";
  const [what, setWhat] = useState(mayOffer ? "" : "close");
  const [description, setDescription] = useState("");
  const [contactEmail, setContactEmail] = useState("");
  const form = useForm((field) => INPUTS[field]);
  const requestId = useRequestId([what, description, contactEmail]);
  if (!waits(alert) || currentUser().readOnly) return null;

  const errors = (): FormError[] => {
    const found: FormError[] = [];
    if (!what) found.push({ input: "what", message: "Choose what to do" });
    if (!description.trim()) {
      found.push({
        input: "description",
        message:
          what === "offer" ? "Say what help you offer" : "Say what was done",
      });
    }
    if (what === "offer" && !contactEmail.includes("@")) {
      found.push({
        input: "contact-email",
        message: "Enter an e-mail address that the provider may write to",
      });
    }
    return found;
  };
  const submit = () =>
    form.send(errors(), async () => {
      const service = client(NoticesService);
      const { name, etag } = alert;
      const sent = { name, etag, requestId, description: description.trim() };
      if (what === "offer") {
        const offered = await service.offerHelp({
          ...sent,
          contactEmail: contactEmail.trim(),
        });
        onChanged(offered, "The provider is told that you offer help.");
      } else {
        onChanged(await service.closeAlert(sent), "It is closed.");
      }
    });

  return (
    <form
      class="tm-screen-only"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <h2 class="govuk-heading-m">
        {mayOffer ? "What do you do?" : "Close it"}
      </h2>
      <ErrorSummary errors={form.errors} />
      {form.fault?.kind === "stale" && (
        <p class="govuk-body">
          <Button kind="secondary" onClick={reload}>
            Show what they did
          </Button>
        </p>
      )}
      {mayOffer && (
        <Radios
          id="what"
          label="Help comes before anything else"
          error={form.errorOf("what")}
          options={[
            {
              value: "offer",
              label: "Offer help",
              hint: "The provider gets a friendly notice with your e-mail address.",
            },
            { value: "close", label: "Say what was done, and close it" },
          ]}
          value={what}
          onValue={setWhat}
        />
      )}
      <TextArea
        id="description"
        label={what === "offer" ? "What help do you offer?" : "What was done?"}
        hint="For the council's own record. The provider does not see this."
        error={form.errorOf("description")}
        value={description}
        onValue={setDescription}
      />
      {what === "offer" && (
        <TextField
          id="contact-email"
          label="Your team's e-mail address"
          hint="The provider sees it and may write to it."
          error={form.errorOf("contact-email")}
          value={contactEmail}
          onValue={setContactEmail}
        />
      )}
      <Button type="submit" busy={form.busy}>
        {what === "offer" ? "Offer help" : "Record"}
      </Button>
    </form>
  );
}
