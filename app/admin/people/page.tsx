import type { Metadata } from "next";
import Link from "next/link";
import { PeopleBook } from "@/components/admin/people/book";
import { Groups } from "@/components/admin/people/groups";
import type { ListedPerson } from "@/components/admin/people/person";
import { TopBar } from "@/components/shell/top-bar";
import { buttonClass } from "@/components/ui/button";
import { guestDays } from "@/lib/auth/accounts/sweep";
import { listGroups } from "@/lib/auth/groups/find";
import { adminOfPage } from "@/lib/auth/page-viewer";
import { countGuests, listNames, listPeople } from "@/lib/auth/users/people";
import { config } from "@/lib/config";
import { longDate } from "@/lib/dates";
import { counted } from "@/lib/format";
import { cursorIn } from "@/lib/http/page";
import { preferences } from "../../preferences";

export const metadata: Metadata = { title: "People" };

const perPage = 100;
const groupsMax = 200;

type Query = { cursor?: string | string[] };

export default async function PeoplePage({ searchParams }: { searchParams: Promise<Query> }) {
  const viewer = await adminOfPage("/admin/people");
  const { timeZone } = await preferences();
  const cursor = cursorIn((await searchParams).cursor);
  const [people, guests, names, groups] = await Promise.all([
    listPeople({ input: { limit: perPage, cursor } }),
    countGuests(),
    listNames(),
    listGroups({ input: { limit: groupsMax } }),
  ]);
  const rows: ListedPerson[] = people.data.map((person) => ({
    id: person.id,
    name: person.name,
    email: person.email ?? "",
    role: person.role === "admin" ? "admin" : "member",
    disabled: person.disabledAt !== null,
    hasPassword: person.passwordHash !== null,
    groups: person.groups,
    conversations: person.conversations,
    since: longDate(person.createdAt, timeZone),
  }));
  return (
    <>
      <TopBar title={<b className="font-strong">People</b>} />
      <PeopleBook
        people={rows}
        note={notes(names.length, guests)}
        viewerId={viewer.userId}
        invites={config().signUp !== "closed"}
      >
        <Pages first={cursor === undefined} next={people.next_cursor} />
        <div className="h-8" />
        <Groups groups={groups.data} people={names} />
      </PeopleBook>
    </>
  );
}

function notes(people: number, guests: number): string {
  const accounts = counted(people, "account");
  if (guests === 0) return accounts;
  return `${accounts}; ${counted(guests, "guest")}, each removed after ${guestDays} days`;
}

function Pages({ first, next }: { first: boolean; next: string | null }) {
  if (first && next === null) return null;
  return (
    <nav aria-label="Pages" className="flex gap-2 pt-4">
      {!first && (
        <Link href="/admin/people" prefetch={false} className={buttonClass()}>
          Newest
        </Link>
      )}
      {next && (
        <Link href={`/admin/people?cursor=${next}`} prefetch={false} className={buttonClass()}>
          Older accounts
        </Link>
      )}
    </nav>
  );
}
