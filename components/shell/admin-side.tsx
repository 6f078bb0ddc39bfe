import { ArrowLeft, BookCheck, Scale, Server, Users } from "lucide-react";
import { Tag } from "../ui/tag";
import { NavLink } from "./nav-link";
import { PersonLine } from "./person-line";
import { Side, SideHeading } from "./side";

/** The sidebar of administration: only what there is. */
export function AdminSide({
  person,
  asked,
}: {
  person: { name: string; role: string };
  /** How many requests for more wait. */
  asked: number;
}) {
  return (
    <Side
      label="Administration"
      actions={
        <NavLink href="/">
          <ArrowLeft /> Back to conversations
        </NavLink>
      }
      footer={<PersonLine {...person} />}
    >
      <SideHeading>Money</SideHeading>
      <NavLink href="/admin/allowances" under>
        <Scale /> Allowances
        {asked > 0 && (
          <Tag tone="accent" className="ml-auto">
            {asked} asked
          </Tag>
        )}
      </NavLink>
      <NavLink href="/admin/audit" under>
        <BookCheck /> Audit
      </NavLink>
      <SideHeading>Models</SideHeading>
      <NavLink href="/admin/models" under>
        <Server /> Endpoints and models
      </NavLink>
      <SideHeading>People</SideHeading>
      <NavLink href="/admin/people" under>
        <Users /> People
      </NavLink>
    </Side>
  );
}
