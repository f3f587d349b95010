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
import { csrfHeader, renewed } from "~/session/session";

// A call that finds the session ended waits until the person has signed in
// again, so that nothing typed is lost.
const resuming: Interceptor = (next) => async (request) => {
  for (;;) {
    for (const [name, value] of Object.entries(csrfHeader())) {
      request.header.set(name, value);
    }
    try {
      return await next(request);
    } catch (error) {
      if (ConnectError.from(error).code !== Code.Unauthenticated) throw error;
      await renewed();
    }
  }
};

const transport = createConnectTransport({
  baseUrl: location.origin,
  useBinaryFormat: true,
  interceptors: [resuming],
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
