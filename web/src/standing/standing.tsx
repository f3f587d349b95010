// How a provider stands. One page in parts, each a part of the same address, so
// that every part shows the same months of the same contract.
import type { ComponentChildren } from "preact";
import { useLocation } from "preact-iso";
import { address, inCouncil } from "~/api/names";
import { client } from "~/api/transport";
import { MonitoringService } from "~/api/gen/tidemark/monitoring/v1/monitoring_service_pb";
import type { Scorecard } from "~/api/gen/tidemark/monitoring/v1/scorecard_pb";
import { Await } from "~/parts/await";
import { Page } from "~/parts/page";
import { currentUser, type Role } from "~/session/session";
import { AwaitReady } from "./await_ready";
import { POINTS } from "./choices";
import { ContractsSection } from "./contracts_section";
import { groupsChoices, GroupsSection } from "./groups_section";
import { useMetrics, type Metrics } from "~/figures/metrics";
import { othersChoices, OthersSection } from "./others_section";
import { OverviewSection } from "./overview_section";
import { OverTimeSection } from "./over_time_section";
import { asked, rangeInWords, rangeParameters, useRange, type Range } from "~/figures/range"; // prettier-ignore
import { RangeForm, type Choice } from "./range_form";
import { useReady } from "./ready";
import { SignalsSection } from "./signals_section";
import { SupportSection } from "./support_section";

// What every part of the page gets.
export interface SectionProps {
  provider: string;
  // The provider, or the contract of it that was chosen.
  subject: string;
  displayName: string;
  contract: string | undefined;
  range: Range;
  metrics: Metrics;
  // The scorecard of the subject.
  scorecard: Scorecard;
}

interface Section {
  id: string;
  label: string;
  roles?: readonly Role[];
  // What there is to choose for it, beside the contract and the months.
  choices?: (metrics: Metrics) => Choice[];
  shows: (props: SectionProps) => ComponentChildren;
}

// Those who read what people said, and ask why.
const READERS: readonly Role[] = ["commissioner", "quality", "provider"];

const SECTIONS: readonly Section[] = [
  { id: "", label: "In words", shows: (p) => <OverviewSection {...p} /> },
  { id: "over-time", label: "Over time", choices: () => [POINTS], shows: (p) => <OverTimeSection {...p} /> }, // prettier-ignore
  { id: "others", label: "Beside others", choices: othersChoices, shows: (p) => <OthersSection {...p} /> }, // prettier-ignore
  { id: "groups", label: "For whom", roles: READERS, choices: groupsChoices, shows: (p) => <GroupsSection {...p} /> }, // prettier-ignore
  { id: "support", label: "Less support", roles: READERS, shows: (p) => <SupportSection {...p} /> }, // prettier-ignore
  { id: "contracts", label: "Contracts", shows: (p) => <ContractsSection {...p} /> }, // prettier-ignore
  { id: "signals", label: "Signals", roles: ["commissioner", "quality"], shows: (p) => <SignalsSection {...p} /> }, // prettier-ignore
];

interface StandingProps {
  provider: string;
  // The address of the page's first part.
  base: string;
  section: string | undefined;
  back?: { href: string; label: string };
}

export function Standing({ provider, base, section, back }: StandingProps) {
  const { query } = useLocation();
  const range = useRange();
  const contract = query["contract"];
  const subject = contract ? inCouncil("contracts", contract) : provider;
  const { role } = currentUser();
  const sections = SECTIONS.filter(
    ({ roles }) => roles?.includes(role) ?? true,
  );
  const shown = sections.find(({ id }) => id === (section ?? ""));
  const metrics = useMetrics();
  const scorecards = useReady(
    ["standing", provider, subject, range],
    async (signal) => {
      const ask = (name: string) =>
        client(MonitoringService).getScorecard({ name, ...asked(range) }, { signal }); // prettier-ignore
      const whole = await ask(provider);
      return { whole, chosen: contract ? await ask(subject) : whole };
    },
  );
  const { state } = scorecards.query;
  const name =
    scorecards.query.state === "known"
      ? (scorecards.query.value.whole.total?.displayName ?? "")
      : "";
  const title = name || (state === "asking" ? "How this provider stands" : "This provider"); // prettier-ignore
  return (
    <Page
      title={section && shown && name ? `${shown.label}: ${name}` : title}
      caption={name && "How this provider stands"}
      back={back}
    >
      <AwaitReady ready={scorecards} loading="Loading the figures">
        {({ whole, chosen }) => (
          <>
            <Parts base={base} sections={sections} shown={shown} />
            {shown ? (
              <Await query={metrics} loading="Loading what the figures mean">
                {(known) => (
                  <>
                    <RangeForm
                      key={JSON.stringify(query)}
                      choices={[
                        contractsOf(whole),
                        ...(shown.choices?.(known) ?? []),
                      ]}
                    />
                    <p class="govuk-body-l">
                      {contract ? `${chosen.total?.displayName}, ` : ""}
                      {rangeInWords(range)}
                    </p>
                    {shown.shows({
                      provider,
                      subject,
                      displayName: chosen.total?.displayName ?? name,
                      contract: contract ? subject : undefined,
                      range,
                      metrics: known,
                      scorecard: chosen,
                    })}
                  </>
                )}
              </Await>
            ) : (
              <p class="govuk-body">
                There is no such part of this page. Choose one of those above.
              </p>
            )}
          </>
        )}
      </AwaitReady>
    </Page>
  );
}

function contractsOf({ rows }: Scorecard) {
  return {
    id: "contract",
    label: "Contract",
    options: [
      { value: "", label: "All contracts" },
      ...rows.map(({ subject, displayName }) => ({
        value: subject.split("/").at(-1) ?? "",
        label: displayName,
      })),
    ],
  };
}

interface PartsProps {
  base: string;
  sections: readonly Section[];
  shown: Section | undefined;
}

function Parts({ base, sections, shown }: PartsProps) {
  const range = useRange();
  const { query } = useLocation();
  return (
    <nav class="tm-parts tm-screen-only" aria-label="Parts of this page">
      <ul>
        {sections.map(({ id, label }) => (
          <li key={id}>
            <a
              class="govuk-link govuk-link--no-visited-state"
              aria-current={shown?.id === id ? "page" : undefined}
              href={address(id ? `${base}/${id}` : base, {
                contract: query["contract"],
                ...(query["from"] || query["to"] || query["as-of"]
                  ? rangeParameters(range)
                  : {}),
              })}
            >
              {label}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
