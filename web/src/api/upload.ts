// Calls that carry a file: how much of it has gone can be seen, and they can
// be stopped. They may take as long as they go on.
import { useEffect, useRef, useState } from "preact/hooks";
import type { DescService } from "@bufbuild/protobuf";
import type { Client } from "@connectrpc/connect";
import { useAction, type Action } from "./query";
import { clientBy } from "./transport";

// A connection over which nothing goes for so long is taken for lost.
const STILL_MS = 90_000;
// How long the server may work on what has arrived.
const WORK_MS = 75_000;

interface Watched {
  // Hears how many in 100 have gone; of 100, all has.
  tell: (percent: number) => void;
  signal: AbortSignal;
}

// What `fetch` does, by the one interface of browsers that says how much of a
// body has gone.
export function sendBy({ tell, signal }: Watched): typeof fetch {
  return (to, init = {}) =>
    new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      const lost = () => reject(new TypeError("the connection was lost"));
      let still = 0;
      const wait = () => {
        clearTimeout(still);
        still = window.setTimeout(() => {
          lost();
          request.abort();
        }, STILL_MS);
      };
      const stop = () => request.abort();
      request.open(init.method ?? "GET", String(to));
      request.responseType = "arraybuffer";
      new Headers(init.headers).forEach((value, name) =>
        request.setRequestHeader(name, value),
      );
      request.upload.onprogress = ({ loaded, total }) => {
        wait();
        tell(Math.floor((99 * loaded) / total));
      };
      request.upload.onload = () => {
        wait();
        tell(100);
      };
      request.onload = () => resolve(answerOf(request));
      request.onerror = lost;
      request.onabort = () => reject(new DOMException("stopped", "AbortError"));
      request.onloadend = () => {
        clearTimeout(still);
        signal.removeEventListener("abort", stop);
      };
      signal.addEventListener("abort", stop);
      tell(0);
      wait();
      request.send(init.body as XMLHttpRequestBodyInit);
    });
}

function answerOf(request: XMLHttpRequest): Response {
  const headers = new Headers();
  for (const line of request.getAllResponseHeaders().split("\r\n")) {
    const at = line.indexOf(": ");
    if (at > 0) headers.append(line.slice(0, at), line.slice(at + 2));
  }
  return new Response(request.response as ArrayBuffer, {
    status: request.status,
    headers,
  });
}

export interface Upload<A extends unknown[], T> extends Action<A, T> {
  // How many in 100 of the file have gone, while it is busy.
  percent: number;
  // Stops sending; what has not arrived whole is not looked at.
  stop: () => void;
}

// Something with a file that a person does with a button; `send` is for its
// calls.
export function useUpload<S extends DescService, A extends unknown[], T>(
  service: S,
  act: (send: Client<S>, ...given: A) => Promise<T>,
): Upload<A, T> {
  const [percent, setPercent] = useState(0);
  const stopping = useRef(new AbortController());
  useEffect(() => () => stopping.current.abort(), []);
  const action = useAction(async (...given: A) => {
    const { signal } = (stopping.current = new AbortController());
    try {
      const fetchBy = sendBy({ tell: setPercent, signal });
      return await act(clientBy(service, fetchBy, WORK_MS), ...given);
    } catch (error) {
      if (signal.aborted) return undefined as T;
      throw error;
    }
  });
  return { ...action, percent, stop: () => stopping.current.abort() };
}
