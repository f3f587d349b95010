// Where an administrator begins: what can be done, and how.
import { faultOf } from "~/api/fault";
import { idOf, inCouncil } from "~/api/names";
import { useQuery } from "~/api/query";
import { client } from "~/api/transport";
import { ContractsService } from "~/api/gen/tidemark/contracts/v1/contracts_service_pb";
import type { Council } from "~/api/gen/tidemark/contracts/v1/council_pb";
import { Await } from "~/parts/await";
import { Facts } from "~/parts/facts";
import { Link } from "~/parts/links";
import { Inset } from "~/parts/notices";
import { Page } from "~/parts/page";
import { Table } from "~/parts/table";
import { dayInWords } from "~/words/dates";
import { counted } from "~/words/numbers";

export default function AdminStart() {
  const query = useQuery(["admin", inCouncil()], (signal) =>
    client(ContractsService)
      .getCouncil({ name: inCouncil() }, { signal })
      .catch((error: unknown) => {
        if (faultOf(error).kind === "absent") return null;
        throw error;
      }),
  );
  return (
    <Page title="Administration">
      <p class="govuk-body-l">
        You look after the council’s settings and who may use Tidemark. You see
        no people and no returns.
      </p>
      <ul class="govuk-list govuk-list--bullet">
        <li>
          <Link href="/providers">Providers</Link>
        </li>
        <li>
          <Link href="/contracts">Contracts</Link>
        </li>
      </ul>
      <Await query={query} loading="Loading the settings">
        {(council) => (council ? <Settings council={council} /> : <NotSetUp />)}
      </Await>
      <Commands />
    </Page>
  );
}

function NotSetUp() {
  return (
    <Inset>
      This council is not set up yet. Store it with the first command below.
    </Inset>
  );
}

function Settings({ council }: { council: Council }) {
  const checkBacks = council.enablement?.checkBackDays ?? [];
  return (
    <>
      <h2 class="govuk-heading-m">The council’s settings</h2>
      <Facts
        facts={[
          { name: "Name", value: council.displayName },
          { name: "Code", value: idOf(council.name) },
          {
            name: "Fewest cases for a figure",
            value: `${council.minimumDenominator || 10}; with fewer, a figure says “too few to judge”`,
          },
          {
            name: "Most questions about a person in a return",
            value:
              `${council.questionBudget || 9}` +
              (council.questionBudgetReason
                ? `, because: ${council.questionBudgetReason}`
                : ""),
          },
          {
            name: "Days after which less support is looked back on",
            value: (checkBacks.length ? checkBacks : [14, 42, 84]).join(", "),
          },
          {
            name: "Outcome frameworks",
            value: council.frameworks.length
              ? council.frameworks
                  .map(({ title, id, themes }) => {
                    return `${title || id} (${counted(themes.length, "theme")})`;
                  })
                  .join(", ")
              : "None. Outcomes carry no themes.",
          },
          {
            name: "Days off beyond bank holidays",
            value: council.extraNonWorkingDays.length
              ? council.extraNonWorkingDays
                  .map(({ date, label }) =>
                    [dayInWords(date), label].filter(Boolean).join(", "),
                  )
                  .join("; ")
              : "None",
          },
        ]}
      />
    </>
  );
}

interface Command {
  what: string;
  command: string;
}

function Commands() {
  const council = idOf(inCouncil());
  const commands: Command[] = [
    {
      what: "Store a council",
      command: `tidemark councils create ${council} --name NAME`,
    },
    {
      what: "Change how episodes of enablement run",
      command: "tidemark episodes set-terms --help",
    },
    {
      what: "Issue a token for a provider’s own system",
      command: `tidemark token issue --role provider --council ${council} --provider ID --keys DATA/keys --out FILE`,
    },
    {
      what: "Import CQC’s ratings",
      command: `tidemark import cqc FILE.csv --council ${council}`,
    },
    {
      what: "Take a backup while the server runs",
      command: "tidemark backup DIR",
    },
  ];
  return (
    <Table
      caption="What is done at the command line"
      rows={commands}
      keyOf={({ what }) => what}
      empty=""
      columns={[
        { heading: "What", cell: ({ what }) => what },
        {
          heading: "Command",
          cell: ({ command }) => <code class="tm-code">{command}</code>,
        },
      ]}
    />
  );
}
