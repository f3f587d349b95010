// Takes a return back that was submitted.
import { useState } from "preact/hooks";
import { newRequestId, useAction } from "~/api/query";
import { client } from "~/api/transport";
import { OutcomesService } from "~/api/gen/tidemark/outcomes/v1/outcomes_service_pb";
import { Return_State as State } from "~/api/gen/tidemark/outcomes/v1/return_pb";
import { Button } from "~/parts/button";
import { ErrorSummary, errorsOf, type FormError } from "~/parts/errors";
import { TextArea } from "~/parts/fields";
import { useGo } from "~/parts/go";
import { Link } from "~/parts/links";
import { Warning } from "~/parts/notices";
import { Page } from "~/parts/page";
import { currentUser } from "~/session/session";
import { canSave } from "./draft";
import type { Opened } from "./office";
import { WithReturn, type ReturnAddress } from "./with_return";
import { periodOf } from "~/words/returns";

export function Withdraw(address: ReturnAddress) {
  return (
    <WithReturn {...address}>
      {(opened) => <WithdrawPage opened={opened} />}
    </WithReturn>
  );
}

function WithdrawPage({ opened }: { opened: Opened }) {
  const { draft, path, contract } = opened;
  const now = draft.current.value;
  const possible = !canSave(now.state) && !currentUser().readOnly;
  return (
    <Page
      title="Withdraw this return"
      caption={`${periodOf(now)}, ${contract.title}`}
      back={{ href: path, label: "The return" }}
    >
      {possible ? (
        <Form opened={opened} />
      ) : (
        <p class="govuk-body">
          This return is not with the council, so there is nothing to withdraw.{" "}
          <Link href={path}>See how it stands</Link>
        </p>
      )}
    </Page>
  );
}

function Form({ opened }: { opened: Opened }) {
  const { draft, path, name } = opened;
  const now = draft.current.value;
  const go = useGo();
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState<FormError[]>([]);
  const [requestId] = useState(newRequestId);
  const withdraw = useAction(async () => {
    const taken = await client(OutcomesService).withdrawReturn({
      name,
      reason: reason.trim(),
      etag: now.etag,
      requestId,
    });
    draft.take(taken);
    go(path);
  });
  const begin = () => {
    const open = reason.trim()
      ? []
      : [{ input: "reason", message: "Say why you withdraw the return" }];
    setMissing(open);
    if (!open.length) void withdraw.run();
  };
  return (
    <>
      <ErrorSummary errors={[...missing, ...errorsOf(withdraw.fault)]} />
      {now.state === State.ACCEPTED && (
        <Warning>
          The council has accepted this return. Once it is withdrawn, it counts
          in no figure until you submit it again and the council accepts it. If
          you only want to change something, correct it instead.
        </Warning>
      )}
      <p class="govuk-body">
        Your answers stay here. You can change them and submit them again.
      </p>
      <TextArea
        id="reason"
        label="Why do you withdraw it?"
        hint="The council sees this."
        large
        error={missing[0]?.message}
        value={reason}
        onValue={setReason}
      />
      <div class="govuk-button-group">
        <Button kind="warning" busy={withdraw.busy} onClick={begin}>
          Withdraw this return
        </Button>
        <Link href={path}>Leave it as it is</Link>
      </div>
    </>
  );
}
