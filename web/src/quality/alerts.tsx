import { useFreshQuery } from "~/api/fresh";
import { providerNames } from "~/api/providers";
import { Await } from "~/parts/await";
import { Page } from "~/parts/page";
import { WorkList } from "~/parts/work_list";
import { alertWork, listAlerts, waits } from "./ask";

// Contracts whose returns were missed again and again.
export default function Alerts() {
  const query = useFreshQuery(["alerts"], async () => {
    const [names, alerts] = await Promise.all([providerNames(), listAlerts()]);
    return { names, alerts };
  });
  return (
    <Page title="Returns missed again and again" back={{ href: "/" }}>
      <Await query={query} loading="Loading missed returns">
        {({ names, alerts }) => (
          <>
            <h2 class="govuk-heading-m">Waiting</h2>
            <WorkList
              work={alerts.filter(waits).map((one) => alertWork(one, names))}
              empty="No contract has missed three returns in a row, or four of twelve. When one does, it appears here with an offer of help to send."
            />
            <h2 class="govuk-heading-m">Closed</h2>
            <WorkList
              work={alerts
                .filter((one) => !waits(one))
                .map((one) => alertWork(one, names))}
              empty="None has been closed."
            />
          </>
        )}
      </Await>
    </Page>
  );
}
