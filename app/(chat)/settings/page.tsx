import type { Metadata } from "next";
import { PlainSheet, Section } from "@/components/shell/sheet";
import { ThemeSwitch } from "@/components/shell/theme-switch";
import { TopBar } from "@/components/shell/top-bar";
import { personOfPage } from "@/lib/auth/page-viewer";
import { preferences } from "../../preferences";
import { GuestsWay, Keys, Password, You } from "./account";

export const metadata: Metadata = { title: "Settings" };

export default async function SettingsPage() {
  const person = await personOfPage("/settings");
  const { theme, timeZone } = await preferences();
  return (
    <>
      <TopBar title={<b className="font-strong">Settings</b>} />
      <PlainSheet title="Settings">
        <You person={person} />
        <Section title="Light or dark">
          <ThemeSwitch chosen={theme} />
        </Section>
        {person.role === "guest" ? (
          <GuestsWay />
        ) : (
          <>
            <Keys person={person} timeZone={timeZone} />
            <Password person={person} />
          </>
        )}
      </PlainSheet>
    </>
  );
}
