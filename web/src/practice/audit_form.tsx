import { useState } from "preact/hooks";
import { client } from "~/api/transport";
import {
  AuditProposalRequest_Finding as Finding,
  ProposalService,
} from "~/api/gen/tidemark/enablement/v1/proposal_service_pb";
import { Button } from "~/parts/button";
import { ErrorSummary, type FormError } from "~/parts/errors";
import { Radios, TextArea } from "~/parts/fields";
import { useForm, useRequestId } from "~/parts/form";
import { currentUser } from "~/session/session";
import type { SupportProposal } from "./proposals";

interface AuditFormProps {
  proposal: SupportProposal;
  onAudited: (proposal: SupportProposal) => void;
}

// What somebody thinks of a small change that nobody had to agree to.
export function AuditForm({ proposal, onAudited }: AuditFormProps) {
  const [finding, setFinding] = useState("");
  const [reasons, setReasons] = useState("");
  const form = useForm((field) => (field === "reasons" ? field : "finding"));
  const requestId = useRequestId([finding, reasons]);
  if (!["practitioner", "quality"].includes(currentUser().role)) return null;

  const found: FormError[] = [];
  if (!finding) {
    found.push({
      input: "finding",
      message: "Say whether the change was right",
    });
  }
  if (!reasons.trim()) {
    found.push({ input: "reasons", message: "Say why" });
  }
  const submit = () =>
    form.send(found, async () =>
      onAudited(
        await client(ProposalService).auditProposal({
          name: proposal.name,
          finding: Number(finding) as Finding,
          reasons: reasons.trim(),
          etag: proposal.etag,
          requestId,
        }),
      ),
    );

  return (
    <form
      class="tm-screen-only"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <h2 class="govuk-heading-m">Look at this change</h2>
      <ErrorSummary errors={form.errors} />
      <Radios
        id="finding"
        label="Was this change right?"
        hint="What you say changes nothing by itself. It shows whether small changes can go on without asking."
        error={form.errorOf("finding")}
        options={[
          { value: String(Finding.AGREED), label: "Yes" },
          { value: String(Finding.NOT_AGREED), label: "No" },
        ]}
        value={finding}
        onValue={setFinding}
      />
      <TextArea
        id="reasons"
        label="Why?"
        error={form.errorOf("reasons")}
        value={reasons}
        onValue={setReasons}
      />
      <Button type="submit" busy={form.busy}>
        Record what you found
      </Button>
    </form>
  );
}
