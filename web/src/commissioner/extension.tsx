// More time for one return, with a reason.
import { useState } from "preact/hooks";
import { client } from "~/api/transport";
import { inCouncil } from "~/api/names";
import { useAction, useQuery } from "~/api/query";
import { ContractsService } from "~/api/gen/tidemark/contracts/v1/contracts_service_pb";
import { OutcomesService } from "~/api/gen/tidemark/outcomes/v1/outcomes_service_pb";
import type { Return } from "~/api/gen/tidemark/outcomes/v1/return_pb";
import { Await } from "~/parts/await";
import { Button } from "~/parts/button";
import { DateField, dayTyped, NO_DAY } from "~/parts/date_field";
import { ErrorSummary, type FormError } from "~/parts/errors";
import { Facts } from "~/parts/facts";
import { TextArea } from "~/parts/fields";
import { useRequestId } from "~/parts/form";
import { ActionLink, Link } from "~/parts/links";
import { Done, Inset } from "~/parts/notices";
import { Page } from "~/parts/page";
import { dayInWords, daysBetween } from "~/words/dates";
import type { PlainDay } from "~/words/dates";
import { ChangedMeanwhile, useErrors } from "./change";
import { returnPlace } from "~/api/places";
import { mayBeExtended } from "./tracker_tables";
import { periodOf } from "~/words/returns";

interface Given {
  contract: string;
  period: string;
}

export default function ExtensionPage({ contract, period }: Given) {
  const name = inCouncil("contracts", contract, "returns", period);
  const query = useQuery(["extension", name], async (signal) => {
    const [given, under] = await Promise.all([
      client(OutcomesService).getReturn({ name }, { signal }),
      client(ContractsService).getContract(
        { name: inCouncil("contracts", contract) },
        { signal },
      ),
    ]);
    return { given, title: under.title };
  });
  return (
    <Page
      title="Give more time"
      back={{ href: "/tracker", label: "Back to returns" }}
    >
      <Await query={query} loading="Loading the return">
        {({ given, title }) => (
          <Extension
            given={given}
            title={title}
            onChange={(now) => query.put({ given: now, title })}
            onLook={query.reload}
          />
        )}
      </Await>
    </Page>
  );
}

interface ExtensionProps {
  given: Return;
  title: string;
  onChange: (now: Return) => void;
  onLook: () => void;
}

function Extension({ given, title, onChange, onLook }: ExtensionProps) {
  const [typed, setTyped] = useState(NO_DAY);
  const [reason, setReason] = useState("");
  const [errors, setErrors] = useState<FormError[]>([]);
  const [granted, setGranted] = useState<Return>();
  const requestId = useRequestId([given.name, given.etag, typed, reason]);
  const grant = useAction((dueDate: PlainDay) =>
    client(OutcomesService).extendReturn({
      name: given.name,
      etag: given.etag,
      dueDate,
      reason: reason.trim(),
      requestId,
    }),
  );
  const submit = async () => {
    const day = dayTyped(typed);
    const found = mistakes(day, reason, given);
    setErrors(found);
    if (found.length || !day) return;
    const now = await grant.run(day);
    if (!now) return;
    setGranted(now);
    onChange(now);
  };
  const shown = useErrors(errors, grant.fault, input);
  if (granted) return <Granted given={granted} title={title} />;
  const errorOf = (id: string) =>
    shown.find((error) => error.input === id)?.message;
  return (
    <>
      {grant.fault?.kind === "stale" && (
        <ChangedMeanwhile
          fault={grant.fault}
          what="this return"
          kept="What you typed is still here."
          onLook={() => {
            grant.forget();
            onLook();
          }}
        />
      )}
      <ErrorSummary errors={shown} />
      <Facts
        facts={[
          { name: "Return", value: `${title}, ${periodOf(given)}` },
          { name: "Due", value: dayInWords(given.dueDate) },
          ...(given.extension
            ? [
                {
                  name: "More time was given before",
                  value: given.extension.reason,
                },
              ]
            : []),
        ]}
      />
      {mayBeExtended(given) ? (
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            void submit();
          }}
        >
          <DateField
            id="due"
            label="When should it be with you?"
            hint="For example, 27 3 2027. On this day, it still counts as on time."
            error={errorOf("due")}
            value={typed}
            onValue={setTyped}
          />
          <TextArea
            id="reason"
            label="Why do you give more time?"
            hint="The provider sees this. Do not name anybody who draws on support."
            error={errorOf("reason")}
            value={reason}
            onValue={setReason}
          />
          <Button type="submit" busy={grant.busy}>
            Give more time
          </Button>
        </form>
      ) : (
        <Inset>
          This return has come in already, so it needs no more time.{" "}
          <ActionLink href={returnPlace(given.name)}>
            Look at the return
          </ActionLink>
        </Inset>
      )}
    </>
  );
}

function input(field: string): string | undefined {
  if (field.startsWith("due_date")) return "due";
  return field === "reason" ? "reason" : undefined;
}

export function mistakes(
  day: PlainDay | undefined,
  reason: string,
  given: Pick<Return, "dueDate">,
): FormError[] {
  const found: FormError[] = [];
  if (!day) {
    found.push({
      input: "due",
      message: "Enter the new due date as a day, a month and a year",
    });
  } else if (given.dueDate && daysBetween(given.dueDate, day) <= 0) {
    found.push({
      input: "due",
      message: `The new due date must be after ${dayInWords(given.dueDate)}`,
    });
  }
  if (!reason.trim()) {
    found.push({ input: "reason", message: "Say why you give more time" });
  }
  return found;
}

function Granted({ given, title }: { given: Return; title: string }) {
  return (
    <>
      <Done>
        {title}, {periodOf(given)}, is now due on {dayInWords(given.dueDate)}.
      </Done>
      <p class="govuk-body">The provider sees the new date and your reason.</p>
      <p class="govuk-body">
        <Link href="/tracker">Back to returns</Link>
      </p>
    </>
  );
}
