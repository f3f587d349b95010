import { useEffect, useState } from "preact/hooks";
import { LocationProvider, Route, Router, useLocation } from "preact-iso";
import { routesFor } from "./areas";
import { faultOf, type Fault } from "./api/fault";
import { Failed } from "./parts/await";
import { Frame } from "./frame/frame";
import { Absent } from "./frame/absent";
import { SignIn } from "./session/sign_in";
import { loadSession, session } from "./session/session";
import SignedIn from "./session/signed_in";

// The addresses of pages. Those of signing in are the server's.
const PAGES = /^(?!\/session\/)/;

export function App() {
  const [fault, setFault] = useState<Fault>();
  useEffect(() => {
    loadSession().catch((error: unknown) => setFault(faultOf(error)));
  }, []);
  if (fault) {
    return <Failed fault={fault} again={() => location.reload()} />;
  }
  const known = session.value;
  if (!known) {
    return (
      <p class="govuk-body" role="status">
        Loading Tidemark…
      </p>
    );
  }
  return (
    <LocationProvider scope={PAGES}>
      <Frame>{known.user ? <Pages /> : <SignIn />}</Frame>
    </LocationProvider>
  );
}

function Pages() {
  const role = session.value?.user?.role;
  if (!role) return null;
  return (
    <Router onRouteChange={() => window.scrollTo(0, 0)}>
      {routesFor(role).map(({ path, page }) => (
        <Route key={path} path={path} component={page} />
      ))}
      <Route path="/signed-in" component={SignedIn} />
      <Route path="/sign-in" component={SignedInAlready} />
      <Route default component={Absent} />
    </Router>
  );
}

// Somebody who is signed in has nothing to do on the page that asks for it.
function SignedInAlready() {
  const { route } = useLocation();
  useEffect(() => route("/", true), []);
  return null;
}
