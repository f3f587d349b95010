import { inCouncil } from "~/api/names";
import { currentUser } from "~/session/session";
import { Standing } from "./standing";

interface ProviderPageProps {
  provider: string;
  section?: string;
}

// How a provider stands, as the council sees it.
export default function ProviderPage({ provider, section }: ProviderPageProps) {
  const own = currentUser().role === "provider";
  return (
    <Standing
      key={provider}
      provider={inCouncil("providers", provider)}
      base={`/providers/${provider}`}
      section={section}
      back={own ? undefined : { href: "/providers", label: "All providers" }}
    />
  );
}
