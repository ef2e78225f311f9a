import { globSync, renameSync, writeFileSync } from 'node:fs'

const places = ['/usr/lib/*/faketime', '/usr/lib/faketime', '/usr/lib64/faketime', '/usr/local/lib/faketime']

/** The library that tells a process another time. */
function findLibrary(): string {
  const [library] = globSync(places.map((place) => `${place}/libfaketime.so.1`))
  if (library) return library
  throw new Error('libfaketime is not installed: on Debian and Ubuntu, apt-get install libfaketime')
}

/** A clock of a process: it stands at the instant to which it was set last. Timers go on as ever. */
export function fakeTime(file: string, instant: string) {
  const set = (instant: string) => {
    // Half a millisecond more, as the library may lose some of it. Replaced as a whole, or half of it would be read.
    const time = instant.replace('T', ' ').replace('Z', '5')
    writeFileSync(`${file}.new`, time)
    renameSync(`${file}.new`, file)
  }
  set(instant)
  const settings = {
    LD_PRELOAD: findLibrary(),
    TZ: 'UTC',
    FAKETIME_TIMESTAMP_FILE: file,
    FAKETIME_NO_CACHE: '1',
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
  }
  return { set, settings }
}

/** Settings of a process whose system clock is ahead of that of the machine, and goes on. */
export const shiftedTime = (seconds: number) => ({
  LD_PRELOAD: findLibrary(),
  FAKETIME: `+${seconds}s`,
  FAKETIME_DONT_FAKE_MONOTONIC: '1',
})
