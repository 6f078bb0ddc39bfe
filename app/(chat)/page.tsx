import { type Book, type BookEntry, DayBook } from "@/components/chat/book";
import { FirstScreen } from "@/components/chat/first-screen";
import { Mark } from "@/components/shell/mark";
import { LedgerSheet } from "@/components/shell/sheet";
import { TopBar } from "@/components/shell/top-bar";
import { UsageLink } from "@/components/shell/usage-link";
import { periodAt } from "@/lib/allowances/window";
import { personOfPage } from "@/lib/auth/page-viewer";
import { dayName } from "@/lib/dates";
import { dayBook, elsewhereOf } from "@/lib/usage/day-book";
import { deskOfPage, listOfPage } from "./desk";

/** Conversations of before that fill the page of a short day. */
const linesMax = 8;

export default async function FirstPage() {
  const { timeZone } = await deskOfPage();
  const book = await bookOfPage();
  return (
    <>
      <TopBar title={<Mark />}>
        <UsageLink />
      </TopBar>
      <LedgerSheet>
        <div className="first">
          <h1 className="sr-only">New conversation</h1>
          <FirstScreen />
          <DayBook book={book} timeZone={timeZone} />
        </div>
      </LedgerSheet>
    </>
  );
}

async function bookOfPage(): Promise<Book> {
  const { now, timeZone } = await deskOfPage();
  const { userId } = await personOfPage("/");
  const since = periodAt("calendar-day", timeZone, now).start;
  const [list, day] = await Promise.all([listOfPage(), dayBook(userId, since)]);
  const entries: BookEntry[] = [];
  const earlier: BookEntry[] = [];
  for (const row of list.data.toSorted((a, b) => b.updated_at - a.updated_at)) {
    const credits = day.conversations.get(row.id);
    const entry = { id: row.id, name: row.name, at: row.updated_at, live: row.is_running };
    if (credits !== undefined || row.updated_at >= since) {
      entries.push({ ...entry, credits: credits ?? 0 });
    } else {
      earlier.push({ ...entry, credits: row.cost_credits });
    }
  }
  return {
    day: dayName(now, now, timeZone),
    entries,
    earlier: earlier.slice(0, Math.max(0, linesMax - entries.length)),
    ...elsewhereOf(
      day,
      list.data.map(({ id }) => id),
    ),
    spentCredits: day.spentCredits,
    heldCredits: day.heldCredits,
  };
}
