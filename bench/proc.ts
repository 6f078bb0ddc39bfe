import { readFileSync } from "node:fs";

const TICKS_PER_SECOND = 100;

/** CPU seconds a process has used, user and system. */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The second field is the name in brackets and may hold spaces.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

export interface Memory {
  rssMb: number;
  peakMb: number;
}

export function memory(pid: number): Memory {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const megabytes = (name: string) => {
    const [, kilobytes] = new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(status) ?? [];
    return Number(kilobytes) / 1024;
  };
  return { rssMb: megabytes("VmRSS"), peakMb: megabytes("VmHWM") };
}

/** Watches a process's memory until stopped; gives the most it was. */
export function watchMemory(pid: number): () => number {
  let most = 0;
  const look = () => {
    most = Math.max(most, memory(pid).rssMb);
  };
  look();
  const timer = setInterval(look, 250);
  return () => {
    clearInterval(timer);
    look();
    return most;
  };
}
