/** What Windows allows in no name of a file, and what is no character to be seen. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what it is for
const UNUSABLE = /[<>:"/\\|?*%\u0000-\u001f\u007f]/g;

/** A name of a folder or file that every system takes, told apart from any other name's. */
export function fileName(name: string): string {
  const usable = name.replaceAll(UNUSABLE, (character) => encodeURIComponent(character).replace('*', '%2A'));
  // Dots and spaces at the end are dropped by Windows; "." and ".." lead elsewhere.
  return usable.replace(/[. ]+$/, (end) => [...end].map((it) => (it === '.' ? '%2E' : '%20')).join(''));
}

/** The name of an archive: numbered when there are several. */
export const archiveName = (project: string, number: number, count: number): string =>
  `${fileName(project)}${count > 1 ? `_${number}` : ''}.zip`;

type Named = { connection: string; thing_name: string; received_at: Date };

/**
 * Gives each file its path in an archive: project, connection, device, and when it was received in milliseconds since 1970. Two
 * of one device and millisecond are numbered.
 */
export function createPaths(project: string): (file: Named) => string {
  const taken = new Map<string, number>();
  return ({ connection, thing_name, received_at }) => {
    const path = [project, connection, thing_name].map(fileName).join('/');
    const stem = `${path}/${received_at.getTime()}`;
    const times = (taken.get(stem) ?? 0) + 1;
    taken.set(stem, times);
    return times === 1 ? `${stem}.json` : `${stem}-${times}.json`;
  };
}
