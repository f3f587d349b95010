import { useLocation } from "preact-iso";
import { useState } from "preact/hooks";
import { useFreshQuery } from "~/api/fresh";
import { address, inCouncil } from "~/api/names";
import {
  providerNames,
  providerOptions,
  type ProviderNames,
} from "~/api/providers";
import type { Finding_Kind } from "~/api/gen/tidemark/monitoring/v1/finding_pb";
import { Await } from "~/parts/await";
import { Select } from "~/parts/fields";
import { Filters, Views } from "~/parts/filters";
import { Page } from "~/parts/page";
import { WorkList } from "~/parts/work_list";
import { count } from "~/words/numbers";
import { listSignals, signalWork } from "./ask";
import { stageOf, type Stage } from "~/words/signals";
import { KIND_OPTIONS } from "./words";

const LABELS: Record<Stage, string> = {
  new: "New",
  looking: "Being looked at",
  offered: "Support offered",
  closed: "Closed or gone",
};
const STAGES = Object.keys(LABELS) as Stage[];

const EMPTY: Record<Stage, string> = {
  new: "Nothing new stands out. Tidemark looks at the figures each time that they change, and puts here what somebody should ask about: for better or worse.",
  looking:
    "Nobody is looking at a signal. Open a new one and say that you are.",
  offered:
    "No support is on offer. When you offer a provider support about a signal, it appears here until you close it.",
  closed: "No signal has been closed, and none has gone.",
};

interface Chosen {
  show: Stage;
  kind: string;
  provider: string;
}

export default function Signals() {
  const { query: parameters } = useLocation();
  const chosen: Chosen = {
    show: STAGES.find((one) => one === parameters["show"]) ?? "new",
    kind: parameters["kind"] ?? "",
    provider: parameters["provider"] ?? "",
  };
  const { kind, provider } = chosen;
  const query = useFreshQuery(["signals", kind, provider], async () => {
    const [names, signals] = await Promise.all([
      providerNames(),
      listSignals({
        kind: Number(kind) as Finding_Kind,
        provider: provider && inCouncil("providers", provider),
      }),
    ]);
    return { names, signals };
  });
  const to = (show: Stage) => address("/signals", { ...chosen, show });
  return (
    <Page title="Signals">
      <p class="govuk-body">
        A signal is a question, never a verdict. Ask, and offer support before
        anything else.
      </p>
      <Await query={query} loading="Loading signals">
        {({ names, signals }) => {
          const of = (stage: Stage) =>
            signals.filter((signal) => stageOf(signal) === stage);
          return (
            <>
              <Views
                label="Which signals"
                here={to(chosen.show)}
                tabs={STAGES.map((stage) => ({
                  href: to(stage),
                  label: `${LABELS[stage]} (${count(of(stage).length)})`,
                }))}
              />
              <Narrow key={to(chosen.show)} names={names} chosen={chosen} />
              <WorkList
                work={of(chosen.show).map(signalWork)}
                empty={
                  kind || provider
                    ? "No signal is like this. Choose other kinds or providers to see more."
                    : EMPTY[chosen.show]
                }
              />
            </>
          );
        }}
      </Await>
    </Page>
  );
}

function Narrow({ names, chosen }: { names: ProviderNames; chosen: Chosen }) {
  const [kind, setKind] = useState(chosen.kind);
  const [provider, setProvider] = useState(chosen.provider);
  return (
    <Filters path="/signals" chosen={{ show: chosen.show, kind, provider }}>
      <Select
        id="kind"
        label="Kind"
        value={kind}
        options={KIND_OPTIONS}
        onValue={setKind}
      />
      <Select
        id="provider"
        label="Provider"
        value={provider}
        options={providerOptions(names)}
        onValue={setProvider}
      />
    </Filters>
  );
}
