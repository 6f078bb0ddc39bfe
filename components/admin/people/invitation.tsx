import { Button } from "../../ui/button";
import { CopyButton } from "../../ui/copy-button";
import { Notice } from "../../ui/notice";
import type { MadePerson } from "./new-person-form";

/** The link somebody new sets their password with; it is in no mail, so it is sent by hand. */
export function Invitation({ person, onDone }: { person: MadePerson; onDone: () => void }) {
  const link = `${window.location.origin}${person.invite_url}`;
  return (
    <Notice title={`Send ${person.name} this link. It works once, for 7 days.`} className="mb-6">
      <p className="my-2 text-ink break-all">{link}</p>
      <div className="flex flex-wrap gap-2">
        <CopyButton text={link} size="sm">
          Copy the link
        </CopyButton>
        <Button variant="quiet" size="sm" onClick={onDone}>
          Done
        </Button>
      </div>
    </Notice>
  );
}
