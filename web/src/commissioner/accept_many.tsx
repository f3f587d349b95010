// Several returns accepted at once: only those that raised no question.
import { useState } from "preact/hooks";
import { client } from "~/api/transport";
import { inCouncil } from "~/api/names";
import {
  providerName,
  providerNames,
  type ProviderNames,
} from "~/api/providers";
import { newRequestId, useAction, useQuery } from "~/api/query";
import type { Contract } from "~/api/gen/tidemark/contracts/v1/contract_pb";
import { OutcomesService } from "~/api/gen/tidemark/outcomes/v1/outcomes_service_pb";
import {
  Return_State,
  type Return,
} from "~/api/gen/tidemark/outcomes/v1/return_pb";
import { Await } from "~/parts/await";
import { Button } from "~/parts/button";
import { ErrorSummary, type FormError } from "~/parts/errors";
import { Checkboxes } from "~/parts/fields";
import { Link } from "~/parts/links";
import { Done, Inset, More } from "~/parts/notices";
import { Page } from "~/parts/page";
import { currentUser } from "~/session/session";
import { counted } from "~/words/numbers";
import { listContracts, listReturns } from "./ask";
import { useErrors } from "./change";
import { returnPlace } from "~/api/places";
import { questionless } from "./questionless";
import { periodOf } from "~/words/returns";

interface Waiting {
  clear: Return[];
  others: Return[];
  contracts: ReadonlyMap<string, Contract>;
  names: ProviderNames;
}

async function ask(signal: AbortSignal): Promise<Waiting> {
  const [contracts, names, ...waiting] = await Promise.all([
    listContracts(signal),
    providerNames(),
    listReturns(signal, { state: Return_State.SUBMITTED }),
    listReturns(signal, { state: Return_State.RESUBMITTED }),
  ]);
  const checked = await Promise.all(
    waiting.flat().map(async (given) => ({
      given,
      clear: await isClear(given, signal),
    })),
  );
  return {
    clear: checked.filter(({ clear }) => clear).map(({ given }) => given),
    others: checked.filter(({ clear }) => !clear).map(({ given }) => given),
    contracts: new Map(contracts.map((each) => [each.name, each])),
    names,
  };
}

async function isClear(given: Return, signal: AbortSignal): Promise<boolean> {
  if (!questionless(given)) return false;
  // The quality team may not ask what looked like a slip, and goes by what the
  // provider answered.
  if (currentUser().role !== "commissioner") return true;
  const { warnings } = await client(OutcomesService).checkReturn(
    { name: given.name },
    { signal },
  );
  return warnings.length === 0;
}

export default function AcceptManyPage() {
  const query = useQuery(["accept many"], ask);
  return (
    <Page
      title="Accept several returns at once"
      back={{ href: "/tracker", label: "Back to returns" }}
    >
      <Await query={query} loading="Looking through the returns that wait">
        {(waiting) => <AcceptMany waiting={waiting} reload={query.reload} />}
      </Await>
    </Page>
  );
}

function AcceptMany(props: { waiting: Waiting; reload: () => void }) {
  const { waiting, reload } = props;
  const [chosen, setChosen] = useState<string[]>([]);
  const [errors, setErrors] = useState<FormError[]>([]);
  const [told, setTold] = useState<Told>();
  const accept = useAction(async (returns: Return[]) => {
    const { results } = await client(OutcomesService).batchAcceptReturns({
      parent: inCouncil(),
      requests: returns.map(({ name, etag }) => ({
        name,
        etag,
        requestId: newRequestId(),
      })),
    });
    return {
      accepted: results.filter(({ error }) => !error).length,
      refused: returns.filter((_, i) => results[i]?.error),
    };
  });
  const shown = useErrors(errors, accept.fault);
  const submit = async () => {
    const returns = waiting.clear.filter(({ name }) => chosen.includes(name));
    setErrors(
      returns.length
        ? []
        : [{ input: "returns", message: "Choose at least one return" }],
    );
    if (!returns.length) return;
    const done = await accept.run(returns);
    if (!done) return;
    setTold(done);
    setChosen([]);
    reload();
  };
  const title = (given: Return) =>
    `${waiting.contracts.get(given.name.slice(0, given.name.indexOf("/returns/")))?.title ?? ""}, ` +
    `${periodOf(given)} (${providerName(waiting.names, given.provider)})`;
  return (
    <>
      {told && <Outcome told={told} title={title} />}
      <ErrorSummary errors={shown} />
      <p class="govuk-body">
        These returns raised no warning, and differ in nothing from what you saw
        of them before. What people say in them is worth reading all the same.
      </p>
      {waiting.clear.length ? (
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            void submit();
          }}
        >
          <Checkboxes
            id="returns"
            label="Which returns do you accept?"
            error={shown.find(({ input }) => input === "returns")?.message}
            values={chosen}
            options={waiting.clear.map((given) => ({
              value: given.name,
              label: title(given),
            }))}
            onValues={setChosen}
          />
          <Button type="submit" busy={accept.busy}>
            {chosen.length
              ? `Accept ${counted(chosen.length, "return")}`
              : "Accept those you chose"}
          </Button>
        </form>
      ) : (
        <Inset>
          No return waits without a question. Review them one by one.
        </Inset>
      )}
      {waiting.others.length > 0 && (
        <More
          summary={`${counted(waiting.others.length, "return")} to review one by one`}
        >
          <ul class="govuk-list govuk-list--bullet">
            {waiting.others.map((given) => (
              <li key={given.name}>
                <Link href={returnPlace(given.name)}>{title(given)}</Link>
              </li>
            ))}
          </ul>
        </More>
      )}
    </>
  );
}

interface Told {
  accepted: number;
  refused: Return[];
}

function Outcome(props: { told: Told; title: (given: Return) => string }) {
  const { told, title } = props;
  return (
    <>
      {told.accepted > 0 && (
        <Done>You accepted {counted(told.accepted, "return")}.</Done>
      )}
      {told.refused.length > 0 && (
        <Inset>
          Somebody changed these meanwhile, so nothing was done with them:{" "}
          {told.refused.map(title).join("; ")}.
        </Inset>
      )}
    </>
  );
}
