// What a return says, to read, print and keep.
import { create } from "@bufbuild/protobuf";
import { timestampDate } from "@bufbuild/protobuf/wkt";
import { useQuery, useAction } from "~/api/query";
import { client } from "~/api/transport";
import { inCouncil } from "~/api/names";
import { NoticesService } from "~/api/gen/tidemark/notices/v1/notices_service_pb";
import { Notice_Kind } from "~/api/gen/tidemark/notices/v1/notice_pb";
import { ReturnFileService } from "~/api/gen/tidemark/outcomes/v1/return_file_service_pb";
import type { Return } from "~/api/gen/tidemark/outcomes/v1/return_pb";
import { DateSchema } from "~/api/gen/tidemark/type/v1/date_pb";
import { Button } from "~/parts/button";
import { ErrorSummary, errorsOf } from "~/parts/errors";
import { Facts, type Fact } from "~/parts/facts";
import { Page } from "~/parts/page";
import { currentUser } from "~/session/session";
import { momentInWords, today } from "~/words/dates";
import { counted } from "~/words/numbers";
import { save } from "~/parts/save";
import { AllAnswers } from "./all_answers";
import type { Opened } from "./office";
import { WithReturn, type ReturnAddress } from "./with_return";
import { inTime, periodOf, returnState } from "~/words/returns";

export function Copy(address: ReturnAddress) {
  return (
    <WithReturn {...address}>
      {(opened) => <CopyPage opened={opened} />}
    </WithReturn>
  );
}

export function PrintButton() {
  return (
    <Button kind="secondary" onClick={() => window.print()}>
      Print this page
    </Button>
  );
}

// The fingerprint of the receipt that was made for a version.
async function receiptOf({
  name,
  version,
  submitTime,
}: Return): Promise<string> {
  if (!submitTime) return "";
  const day = create(DateSchema, today(timestampDate(submitTime)));
  const page = await client(NoticesService).listNotices({
    parent: currentUser().council,
    provider: currentUser().provider,
    kind: Notice_Kind.RECEIPT,
    fromDate: day,
    toDate: day,
    pageSize: 1000,
  });
  const notice = page.notices.find(
    ({ receipt, lines }) =>
      receipt?.version === version &&
      lines.some(({ returnName }) => returnName === name),
  );
  return notice?.receipt?.contentHash ?? "";
}

function CopyPage({ opened }: { opened: Opened }) {
  const { draft, path, contract, name } = opened;
  const now = draft.current.value;
  const receipt = useQuery(["receipt", name, now.version], () =>
    receiptOf(now),
  );
  const spreadsheet = useAction(async () => {
    const file = await client(ReturnFileService).getReturnTemplate({ name });
    save(file.fileName, file.content);
  });
  const facts: Fact[] = [
    { name: "Contract", value: contract.title },
    { name: "Reference", value: name.slice(inCouncil().length + 1) },
    { name: "Status", value: returnState(now.state).text },
  ];
  if (now.submitTime) {
    facts.push({
      name: "Submitted",
      value: `${momentInWords(now.submitTime)}, version ${now.version}. ${inTime(now)}`,
    });
  }
  if (receipt.state === "known" && receipt.value) {
    facts.push({ name: "Fingerprint of the receipt", value: receipt.value });
  }
  return (
    <Page
      title={`Answers for ${periodOf(now)}`}
      caption={contract.title}
      back={{ href: path, label: "The return" }}
    >
      <ErrorSummary errors={errorsOf(spreadsheet.fault)} />
      <Facts facts={facts} />
      <div class="govuk-button-group">
        <PrintButton />
        {!currentUser().readOnly && (
          <Button
            kind="secondary"
            busy={spreadsheet.busy}
            onClick={() => void spreadsheet.run()}
          >
            Download as a spreadsheet
          </Button>
        )}
      </div>
      {now.nilReturn && (
        <p class="govuk-body">You supported nobody in this period.</p>
      )}
      {!now.entries.length && !now.nilReturn && (
        <p class="govuk-body">Nothing has been answered yet.</p>
      )}
      <h2 class="govuk-heading-m">Answers, person by person</h2>
      {now.entries.length > 0 && (
        <p class="govuk-body">
          Answers about {counted(now.entries.length, "outcome")}.
        </p>
      )}
      <AllAnswers outcomes={opened.outcomes} entries={now.entries} />
      {now.warningAnswers.length > 0 && (
        <>
          <h2 class="govuk-heading-m">What you explained</h2>
          {now.warningAnswers.map(({ code, reason }) => (
            <p class="govuk-body" key={code}>
              {reason}
            </p>
          ))}
        </>
      )}
    </Page>
  );
}
