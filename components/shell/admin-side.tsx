import { ArrowLeft, BookCheck, Scale, Server, Users } from "lucide-react";
import { NavLink } from "./nav-link";
import { PersonLine } from "./person-line";
import { Side, SideHeading } from "./side";

/** The sidebar of administration: only what there is. */
export function AdminSide({ person }: { person: { name: string; role: string } }) {
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
