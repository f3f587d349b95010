// The copy of a story for those who must not learn whom it is about: one person
// makes it, another approves it, and it is shared for what there is consent to.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { client } from "~/api/transport";
import {
  RedactedCopy_State as CopyState,
  Story_State,
  type RedactedCopy,
  type StoryUse,
} from "~/api/gen/tidemark/outcomes/v1/story_pb";
import { StoryService } from "~/api/gen/tidemark/outcomes/v1/story_service_pb";
import { currentUser } from "~/session/session";
import { Button } from "~/parts/button";
import { ErrorSummary } from "~/parts/errors";
import { Checkboxes, TextArea, TextField } from "~/parts/fields";
import { useForm, useRequestId, type Form } from "~/parts/form";
import { Inset, Warning, Words, WordTag } from "~/parts/notices";
import { momentInWords } from "~/words/dates";
import { who } from "~/words/who";
import {
  copyInWords,
  SHARED_USES,
  useInWords,
  type Story,
} from "./stories_ask";

interface StoryCopyProps {
  story: Story;
  onChanged: (done: string) => void;
  // Something is tried: what was done before is no longer news.
  onTry: () => void;
  reload: () => void;
}

export function StoryCopy(props: StoryCopyProps) {
  const { story } = props;
  const copy = story.redacted;
  const [anew, setAnew] = useState(false);
  const may = !currentUser().readOnly && story.state === Story_State.RECORDED;
  const onChanged = (done: string) => {
    setAnew(false);
    props.onChanged(done);
  };
  const next = { ...props, onChanged };
  return (
    <>
      <h2 class="govuk-heading-m">The copy for sharing</h2>
      {copy ? (
        <CopyView copy={copy} />
      ) : (
        <p class="govuk-body">
          There is none. Make a copy in which nobody can be recognised; somebody
          else then approves it.
        </p>
      )}
      {may && copy && !anew && <NextStep {...next} copy={copy} />}
      {may && (!copy || anew) && <Propose {...next} />}
      {may && copy && !anew && (
        <p class="govuk-body tm-screen-only">
          <Button kind="secondary" onClick={() => setAnew(true)}>
            Write the copy anew
          </Button>
        </p>
      )}
    </>
  );
}

function CopyView({ copy }: { copy: RedactedCopy }) {
  return (
    <>
      <p class="govuk-body">
        <WordTag word={copyInWords(copy)} />
      </p>
      {copy.text && (
        <>
          <h3 class="govuk-heading-s">{copy.title}</h3>
          <Words>{copy.text}</Words>
        </>
      )}
      <p class="govuk-hint">
        Made by {who(copy.maker)}, {momentInWords(copy.proposeTime)}.
        {copy.approver &&
          ` Approved by ${who(copy.approver)}, ${momentInWords(copy.approveTime)}.`}
      </p>
      {copy.uses.length > 0 && (
        <ul class="govuk-list govuk-list--bullet">
          {copy.uses.map((use) => (
            <li key={use}>{useInWords(use)}</li>
          ))}
        </ul>
      )}
      {copy.warnings.length > 0 && copy.state === CopyState.PROPOSED && (
        <Warning>
          This copy may still say whom it is about:{" "}
          {copy.warnings.map(({ description }) => description).join("; ")}.
        </Warning>
      )}
    </>
  );
}

interface StepProps extends StoryCopyProps {
  copy: RedactedCopy;
}

function NextStep(props: StepProps) {
  const { copy } = props;
  switch (copy.state) {
    case CopyState.PROPOSED:
      return copy.maker === currentUser().subject ? (
        <Inset>
          You made this copy, so somebody else approves it. Ask a colleague.
        </Inset>
      ) : (
        <Approve {...props} />
      );
    case CopyState.APPROVED:
      return <Share {...props} />;
    case CopyState.WITHDRAWN:
      return copy.approver ? <Share {...props} /> : null;
    case CopyState.SHARED:
      return <Unshare {...props} />;
    default:
      return null;
  }
}

interface StepFormProps {
  form: Form;
  title: string;
  button: string;
  submit: () => Promise<void>;
  reload: () => void;
  onTry: () => void;
  children: ComponentChildren;
}

function StepForm(props: StepFormProps) {
  const { form, title, button, submit, reload, onTry, children } = props;
  return (
    <form
      class="tm-screen-only"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onTry();
        void submit();
      }}
    >
      <h3 class="govuk-heading-s">{title}</h3>
      <ErrorSummary errors={form.errors} />
      {form.fault?.kind === "stale" && (
        <p class="govuk-body">
          <Button kind="secondary" onClick={reload}>
            Show the story as it is now
          </Button>
        </p>
      )}
      {children}
      <Button type="submit" busy={form.busy}>
        {button}
      </Button>
    </form>
  );
}

function Propose({ story, onChanged, onTry, reload }: StoryCopyProps) {
  const [title, setTitle] = useState(story.words?.title ?? "");
  const [text, setText] = useState(story.words?.text ?? "");
  const form = useForm((field) =>
    field === "title" ? "copy-title" : "copy-text",
  );
  const requestId = useRequestId([title, text]);
  const submit = () =>
    form.send(
      [
        ...(title.trim()
          ? []
          : [{ input: "copy-title", message: "Give the copy a title" }]),
        ...(text.trim()
          ? []
          : [{ input: "copy-text", message: "Write the copy" }]),
      ],
      async () => {
        const { name, etag } = story;
        await client(StoryService).proposeRedaction({
          name,
          etag,
          requestId,
          title: title.trim(),
          text: text.trim(),
        });
        onChanged("The copy is made. Somebody else approves it.");
      },
    );
  return (
    <StepForm
      form={form}
      title="Make a copy in which nobody can be recognised"
      button="Make the copy"
      submit={submit}
      reload={reload}
      onTry={onTry}
    >
      <p class="govuk-body">
        Take out names, places, dates and whatever else is rare. Keep what was
        said, and how.
      </p>
      <TextField
        id="copy-title"
        label="Title of the copy"
        error={form.errorOf("copy-title")}
        value={title}
        onValue={setTitle}
      />
      <TextArea
        id="copy-text"
        label="Text of the copy"
        rows={8}
        error={form.errorOf("copy-text")}
        value={text}
        onValue={setText}
      />
    </StepForm>
  );
}

function Approve({ story, copy, onChanged, onTry, reload }: StepProps) {
  const [reason, setReason] = useState("");
  const form = useForm(() => "reason");
  const requestId = useRequestId([reason]);
  const warned = copy.warnings.length > 0;
  const submit = () =>
    form.send(
      warned && !reason.trim()
        ? [
            {
              input: "reason",
              message:
                "Say why the copy is fit to share in spite of the warnings",
            },
          ]
        : [],
      async () => {
        const { name, etag } = story;
        await client(StoryService).approveRedaction({
          name,
          etag,
          requestId,
          reason: reason.trim(),
        });
        onChanged("The copy is approved. It can now be shared.");
      },
    );
  return (
    <StepForm
      form={form}
      title="Can nobody be recognised in it?"
      button="Approve the copy"
      submit={submit}
      reload={reload}
      onTry={onTry}
    >
      <p class="govuk-body">
        Read it as a neighbour would. If somebody could be recognised, write the
        copy anew.
      </p>
      {warned && (
        <TextArea
          id="reason"
          label="Why is it fit to share in spite of the warnings?"
          hint="Kept in the history: no names."
          error={form.errorOf("reason")}
          value={reason}
          onValue={setReason}
        />
      )}
    </StepForm>
  );
}

function Share({ story, onChanged, onTry, reload }: StepProps) {
  const permitted = SHARED_USES.filter((use) =>
    story.permittedUses.includes(use),
  );
  const [uses, setUses] = useState<string[]>([]);
  const form = useForm(() => "uses");
  const requestId = useRequestId(uses);
  if (!permitted.length) {
    return (
      <Inset>
        There is consent to no use of the copy, so it cannot be shared. Ask the
        person, if that is right.
      </Inset>
    );
  }
  const submit = () =>
    form.send(
      uses.length
        ? []
        : [{ input: "uses", message: "Choose what the copy is shared for" }],
      async () => {
        const { name, etag } = story;
        await client(StoryService).shareStory({
          name,
          etag,
          requestId,
          uses: uses.map((use) => Number(use) as StoryUse),
        });
        onChanged("The copy is shared.");
      },
    );
  return (
    <StepForm
      form={form}
      title="Share the copy"
      button="Share"
      submit={submit}
      reload={reload}
      onTry={onTry}
    >
      <Checkboxes
        id="uses"
        label="What for?"
        hint="Only what there is consent to can be chosen."
        error={form.errorOf("uses")}
        options={permitted.map((use) => ({
          value: String(use),
          label: useInWords(use),
        }))}
        values={uses}
        onValues={setUses}
      />
    </StepForm>
  );
}

function Unshare({ story, onChanged, onTry, reload }: StepProps) {
  const [reason, setReason] = useState("");
  const form = useForm(() => "reason");
  const requestId = useRequestId([reason]);
  const submit = () =>
    form.send(
      reason.trim() ? [] : [{ input: "reason", message: "Say why" }],
      async () => {
        const { name, etag } = story;
        await client(StoryService).unshareStory({
          name,
          etag,
          requestId,
          reason: reason.trim(),
        });
        onChanged("The copy is no longer shared.");
      },
    );
  return (
    <StepForm
      form={form}
      title="Stop sharing the copy"
      button="Stop sharing"
      submit={submit}
      reload={reload}
      onTry={onTry}
    >
      <TextArea
        id="reason"
        label="Why?"
        hint="Kept in the history: no names."
        error={form.errorOf("reason")}
        value={reason}
        onValue={setReason}
      />
    </StepForm>
  );
}
