import { useState } from "preact/hooks";
import { everything, useQuery } from "~/api/query";
import { client } from "~/api/transport";
import { idOf, inCouncil, segmentOf } from "~/api/names";
import { providerName, providerNames } from "~/api/providers";
import {
  Alert_State,
  type Alert,
  type Alert_Act,
} from "~/api/gen/tidemark/notices/v1/alert_pb";
import { NoticesService } from "~/api/gen/tidemark/notices/v1/notices_service_pb";
import { Await } from "~/parts/await";
import { Facts } from "~/parts/facts";
import { Link } from "~/parts/links";
import { Done, Inset, WordTag } from "~/parts/notices";
import { Page } from "~/parts/page";
import { Table } from "~/parts/table";
import { dayInWords, momentInWords, periodInWords } from "~/words/dates";
import { who } from "~/words/who";
import { AlertForm } from "./alert_form";
import { alertInWords } from "./ask";

// A contract whose returns were missed again and again: help first.
export default function AlertPage({ id }: { id: string }) {
  const name = inCouncil("alerts", id);
  const query = useQuery([name], () => ask(name));
  const [done, setDone] = useState("");
  const known = query.state === "known" ? query.value : undefined;
  return (
    <Page
      title={known ? known.providerName : "Missed returns"}
      caption="Returns missed again and again"
      back={{ href: "/alerts", label: "Missed returns" }}
    >
      {done && <Done>{done}</Done>}
      <Await query={query} loading="Loading the missed returns">
        {({ alert, providerName: whose }) =>
          alert ? (
            <>
              <About alert={alert} />
              <AlertForm
                alert={alert}
                onChanged={(next, what) => {
                  query.put({ alert: next, providerName: whose });
                  setDone(what);
                  window.scrollTo(0, 0);
                }}
                reload={query.reload}
              />
            </>
          ) : (
            <Inset>
              There is no such alert. It may have been of a council that is not
              yours.
            </Inset>
          )
        }
      </Await>
    </Page>
  );
}

function About({ alert }: { alert: Alert }) {
  const contract = segmentOf(alert.contract, "contracts");
  return (
    <>
      <p class="govuk-body-l">{alert.suggestion}</p>
      <Facts
        facts={[
          { name: "Stands", value: <WordTag word={alertInWords(alert)} /> },
          {
            name: "Contract",
            value: <Link href={`/contracts/${contract}`}>{contract}</Link>,
          },
          ...actFact("Help offered", alert.offer),
          ...actFact("Closed", alert.closing),
          ...(alert.state === Alert_State.WITHDRAWN
            ? [{ name: "Withdrawn", value: alert.withdrawalReason }]
            : []),
        ]}
      />
      <Table
        caption="The returns behind it"
        columns={[
          {
            heading: "Return",
            cell: ({ returnName }) => (
              <Link href={`/returns/${contract}/${idOf(returnName)}/review`}>
                {periodInWords(idOf(returnName))}
              </Link>
            ),
          },
          { heading: "Was due on", cell: ({ dueDate }) => dayInWords(dueDate) },
          {
            heading: "Came",
            cell: ({ firstSubmitDate }) =>
              dayInWords(firstSubmitDate) || "Not yet",
          },
        ]}
        rows={alert.missedReturns}
        keyOf={({ returnName }) => returnName}
        empty="No return is behind it any more."
      />
    </>
  );
}

function actFact(name: string, act: Alert_Act | undefined) {
  if (!act) return [];
  const by = `${who(act.actor)}, ${momentInWords(act.actTime)}`;
  return [{ name, value: `${by}: ${act.description}` }];
}

async function ask(name: string) {
  const [names, alerts] = await Promise.all([
    providerNames(),
    everything(async (pageToken) => {
      const page = await client(NoticesService).listAlerts({
        parent: inCouncil(),
        pageSize: 1000,
        pageToken,
      });
      return { items: page.alerts, nextPageToken: page.nextPageToken };
    }),
  ]);
  const alert = alerts.find((one) => one.name === name);
  return { alert, providerName: providerName(names, alert?.provider ?? "") };
}
