// Rows of a spreadsheet that are of nobody whom the contract supports, until
// somebody says whom they mean.
import { useState } from "preact/hooks";
import { everything, newRequestId, useAction, useQuery } from "~/api/query";
import { client } from "~/api/transport";
import {
  ReturnFileService,
  type SetAsideRow,
} from "~/api/gen/tidemark/outcomes/v1/return_file_service_pb";
import { Await } from "~/parts/await";
import { Button } from "~/parts/button";
import { ErrorSummary, errorsOf, type FormError } from "~/parts/errors";
import { Select } from "~/parts/fields";
import { ButtonLink } from "~/parts/links";
import { Done, Inset } from "~/parts/notices";
import { Page } from "~/parts/page";
import { counted } from "~/words/numbers";
import { Voices } from "./answers";
import type { Opened } from "./office";
import { editable, workOf } from "./overview";
import { WithReturn, type ReturnAddress } from "./with_return";
import { periodOf } from "~/words/returns";

export function Rows(address: ReturnAddress) {
  return (
    <WithReturn {...address}>
      {(opened) => <RowsPage opened={opened} />}
    </WithReturn>
  );
}

function rowsOf(parent: string): Promise<SetAsideRow[]> {
  return everything(async (pageToken) => {
    const page = await client(ReturnFileService).listSetAsideRows({
      parent,
      pageSize: 1000,
      pageToken,
    });
    return { items: page.setAsideRows, nextPageToken: page.nextPageToken };
  });
}

function RowsPage({ opened }: { opened: Opened }) {
  const { draft, path, contract, name } = opened;
  const query = useQuery(["rows", name], () => rowsOf(name));
  const [done, setDone] = useState("");
  return (
    <Page
      title="Rows that were set aside"
      caption={`${periodOf(draft.current.value)}, ${contract.title}`}
      back={{ href: path, label: "The return" }}
    >
      {done && <Done>{done}</Done>}
      <Await query={query} loading="Loading the rows">
        {(rows) =>
          rows.length ? (
            <>
              <p class="govuk-body">
                {counted(rows.length, "row")} of your file{" "}
                {rows.length === 1 ? "is" : "are"} of nobody whom this contract
                supports. Say whom each means, or leave it out.
              </p>
              {rows.map((row) => (
                <Row
                  key={row.name}
                  opened={opened}
                  row={row}
                  onDone={(words) => {
                    setDone(words);
                    query.reload();
                  }}
                />
              ))}
            </>
          ) : (
            <>
              <Inset>No row is set aside.</Inset>
              {editable(opened) && (
                <ButtonLink href={`${path}/check`}>Check and submit</ButtonLink>
              )}
            </>
          )
        }
      </Await>
    </Page>
  );
}

interface RowProps {
  opened: Opened;
  row: SetAsideRow;
  onDone: (words: string) => void;
}

function Row({ opened, row, onDone }: RowProps) {
  const { draft } = opened;
  const [outcome, setOutcome] = useState("");
  const [missing, setMissing] = useState<FormError[]>([]);
  const [requestIds] = useState([newRequestId(), newRequestId()]);
  const match = useAction(async () => {
    const now = await client(ReturnFileService).matchSetAsideRow({
      name: row.name,
      outcome,
      etag: row.etag,
      requestId: requestIds[0],
    });
    draft.take(now);
    onDone(`Line ${row.line} is in the return now.`);
  });
  const dismiss = useAction(async () => {
    await client(ReturnFileService).dismissSetAsideRow({
      name: row.name,
      reason: "Left out by the provider",
      etag: row.etag,
      requestId: requestIds[1],
    });
    onDone(`Line ${row.line} was left out.`);
  });
  const id = `row-${row.line}`;
  const begin = () => {
    setMissing(
      outcome ? [] : [{ input: id, message: "Choose whom the row means" }],
    );
    if (outcome) void match.run();
  };
  return (
    <section class="tm-outcome" aria-labelledby={`${id}-title`}>
      <h2 class="govuk-heading-s" id={`${id}-title`}>
        Line {row.line}: person {row.person}, outcome {row.outcome}
      </h2>
      <ErrorSummary
        errors={
          missing.length
            ? missing
            : errorsOf(match.fault ?? dismiss.fault, () => id)
        }
      />
      <Voices entry={row.entry} own={undefined} />
      {editable(opened) && (
        <>
          <Select
            id={id}
            label="Whom does it mean?"
            error={missing[0]?.message}
            value={outcome}
            onValue={setOutcome}
            options={[
              { value: "", label: "Choose a person and outcome" },
              ...workOf(opened).flatMap((work) =>
                work.outcomes.map(({ name, ownWords }) => ({
                  value: name,
                  label: `${work.id}: ${ownWords.slice(0, 60)}`,
                })),
              ),
            ]}
          />
          <div class="govuk-button-group">
            <Button busy={match.busy} onClick={begin}>
              Put it into the return
            </Button>
            <Button
              kind="secondary"
              busy={dismiss.busy}
              onClick={() => void dismiss.run()}
            >
              Leave it out
            </Button>
          </div>
        </>
      )}
    </section>
  );
}
