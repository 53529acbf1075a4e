// What tests started, and were not let to stop.

import { existsSync, readdirSync, readlinkSync } from 'node:fs'

/** Servers that a test starts have groups of their own; they work in its temporary folder, as Linux says. @param {string} folder */
export function endThoseIn(folder) {
  if (!existsSync('/proc/self/cwd')) return
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      if (`${readlinkSync(`/proc/${pid}/cwd`)}/`.startsWith(`${folder}/`)) process.kill(Number(pid), 'SIGKILL')
    } catch {
      // It has ended, or is not ours to look at.
    }
  }
}
