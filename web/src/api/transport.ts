// The way to the services: the Connect protocol to the gateway that served
// this page.
import type { DescService } from "@bufbuild/protobuf";
import {
  Code,
  ConnectError,
  createClient,
  type Client,
  type Interceptor,
} from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-web";
import { csrfHeader, isReplaced, renewed } from "~/session/session";
import { faultOf } from "./fault";

// A call that finds the session ended waits until the person has signed in
// again, so that nothing typed is lost; one that finds another session of the
// same person goes on with that.
const resuming: Interceptor = (next) => async (request) => {
  for (;;) {
    for (const [name, value] of Object.entries(csrfHeader())) {
      request.header.set(name, value);
    }
    try {
      return await next(request);
    } catch (error) {
      if (ConnectError.from(error).code === Code.Unauthenticated) {
        await renewed();
      } else if (
        faultOf(error).reason !== "CSRF_TOKEN_MISSING" ||
        !(await isReplaced())
      ) {
        throw error;
      }
    }
  }
};

const common = {
  baseUrl: location.origin,
  useBinaryFormat: true,
  interceptors: [resuming],
};

const transport = createConnectTransport({
  ...common,
  defaultTimeoutMs: 30_000,
});

const clients = new Map<string, unknown>();

// The client of a service; its calls throw what `faultOf` explains.
export function client<S extends DescService>(service: S): Client<S> {
  let known = clients.get(service.typeName) as Client<S> | undefined;
  if (!known) {
    known = createClient(service, transport);
    clients.set(service.typeName, known);
  }
  return known;
}

// A client whose calls go by another `fetch`, and for which the server may work
// so long. How long they are on their way is for that `fetch` to say.
export function clientBy<S extends DescService>(
  service: S,
  fetch: typeof globalThis.fetch,
  workMs: number,
): Client<S> {
  const asking: Interceptor = (next) => (request) => {
    request.header.set("connect-timeout-ms", String(workMs));
    return next(request);
  };
  return createClient(
    service,
    createConnectTransport({
      ...common,
      interceptors: [...common.interceptors, asking],
      fetch,
    }),
  );
}
