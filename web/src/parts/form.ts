// A form that is checked, sent, and says what is wrong.
import { useCallback, useMemo, useRef, useState } from "preact/hooks";
import { faultOf, type Fault } from "~/api/fault";
import { newRequestId } from "~/api/query";
import { errorsOf, type FormError } from "./errors";

export interface Form {
  // All that is wrong, as of the last try.
  errors: readonly FormError[];
  // What is wrong with the answer of one input.
  errorOf: (input: string) => string | undefined;
  // The fault that the last try met, if it was the server's.
  fault: Fault | undefined;
  busy: boolean;
  // Sends, unless `found` says that something is wrong already.
  send: (found: FormError[], act: () => Promise<void>) => Promise<void>;
}

// `inputs` finds the input of a field that the server finds fault with.
export function useForm(
  inputs: (field: string) => string | undefined = () => undefined,
): Form {
  const [errors, setErrors] = useState<readonly FormError[]>([]);
  const [fault, setFault] = useState<Fault>();
  const [busy, setBusy] = useState(false);
  const under = useRef(false);
  const find = useRef(inputs);
  find.current = inputs;

  const send = useCallback(
    async (found: FormError[], act: () => Promise<void>) => {
      if (under.current) return;
      setFault(undefined);
      setErrors(found);
      if (found.length) return;
      under.current = true;
      setBusy(true);
      try {
        await act();
      } catch (error) {
        const met = faultOf(error);
        setFault(met);
        setErrors(errorsOf(met, find.current));
      } finally {
        under.current = false;
        setBusy(false);
      }
    },
    [],
  );
  const errorOf = (input: string) =>
    errors.find((error) => error.input === input)?.message;
  return { errors, errorOf, fault, busy, send };
}

// The id of a change, the same for as long as the same is sent: after a lost
// answer it can be sent again and is done once.
export function useRequestId(sent: unknown): string {
  const key = JSON.stringify(sent);
  return useMemo(() => newRequestId(), [key]);
}
