// How far a file is on its way, and a way to stop it.
import { useEffect, useRef, useState } from "preact/hooks";
import type { Upload } from "~/api/upload";
import { Button } from "~/parts/button";
import { Heard, Progress, quarterOf } from "~/parts/progress";

interface UploadingProps {
  upload: Pick<Upload<never, unknown>, "busy" | "percent" | "stop">;
  doing?: string;
  // What is being done with it once all of it has gone.
  then: string;
}

export function Uploading(props: UploadingProps) {
  const { upload, doing = "Sending your file", then } = props;
  const { busy, percent, stop } = upload;
  const going = percent < 100;
  const words = going ? `${doing}: ${percent}% has gone.` : `${then}…`;
  const [stopped, setStopped] = useState(false);
  const told = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    if (busy) setStopped(false);
  }, [busy]);
  // The button that was pressed is gone.
  useEffect(() => {
    if (stopped) told.current?.focus();
  }, [stopped]);
  const step = going ? `${doing} ${quarterOf(percent, 100)}` : then;
  return (
    <>
      {busy && (
        <>
          <p class="govuk-body">{words}</p>
          <Progress
            doing={going ? doing : then}
            done={percent}
            of={going ? 100 : undefined}
          />
        </>
      )}
      {busy && going && (
        <Button
          kind="secondary"
          onClick={() => {
            stop();
            setStopped(true);
          }}
        >
          Stop sending
        </Button>
      )}
      {stopped && (
        <p class="govuk-body tm-main" tabIndex={-1} ref={told}>
          You stopped sending the file. Nothing has been changed.
        </p>
      )}
      <Heard words={busy ? words : ""} step={busy ? step : ""} />
    </>
  );
}
