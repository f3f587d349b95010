// Things to do, each with where it leads and how it stands.
import type { ComponentChildren } from "preact";
import type { Word } from "~/words/text";
import { Link } from "./links";
import { WordTag } from "./notices";

export interface Work {
  href: string;
  title: string;
  // More about it, in a line or two.
  about?: ComponentChildren;
  // How it stands.
  tag?: Word;
}

interface WorkListProps {
  work: readonly Work[];
  // What is said in place of an empty list.
  empty: ComponentChildren;
}

export function WorkList({ work, empty }: WorkListProps) {
  if (!work.length) return <div class="govuk-inset-text">{empty}</div>;
  return (
    <ul class="tm-work">
      {work.map(({ href, title, about, tag }) => (
        <li class="tm-work__item" key={href}>
          <div class="tm-work__what">
            <Link href={href}>{title}</Link>
            {about && <div class="govuk-hint tm-work__about">{about}</div>}
          </div>
          {tag && (
            <div class="tm-work__tag">
              <WordTag word={tag} />
            </div>
          )}
        </li>
      ))}
    </ul>
  );
}
