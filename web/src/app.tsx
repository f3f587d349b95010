import { useEffect, useState } from "preact/hooks";
import { LocationProvider, Route, Router } from "preact-iso";
import { routesFor } from "./areas";
import { faultOf, type Fault } from "./api/fault";
import { Failed } from "./parts/await";
import { Frame } from "./frame/frame";
import { Absent } from "./frame/absent";
import { SignIn } from "./session/sign_in";
import { loadSession, session } from "./session/session";
import SignedIn from "./session/signed_in";

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
    <LocationProvider>
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
      <Route default component={Absent} />
    </Router>
  );
}
