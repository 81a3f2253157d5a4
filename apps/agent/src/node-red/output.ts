/** What the lines of one start of Node-RED have said so far. */
export type StartProgress = {
  flowsStarted: boolean;
  listening: boolean;
  /** Types of nodes that no installed package provides. Node-RED then waits, for ever if nobody registers them. */
  missingTypes: readonly string[];
  /** Whether the list of missing types is still going on. */
  listing: boolean;
  /** The last error lines, newest last. */
  errors: readonly string[];
};

export const NOTHING_SAID: StartProgress = {
  flowsStarted: false,
  listening: false,
  missingTypes: [],
  listing: false,
  errors: [],
};

/** `22 Nov 20:47:35 - [info] Started flows`, or a continuation line without that beginning. */
const LINE = /^\d+ \w+ [\d:]+ - \[(\w+)\] (.*)$/;
const KEPT_ERRORS = 3;

/** Takes in one more line. Texts: @node-red/runtime, locales/en-US/runtime.json. */
export function readLine(progress: StartProgress, line: string): StartProgress {
  const [, level, logged] = LINE.exec(line) ?? [];
  const text = logged ?? line;
  if (progress.listing && /^\s*- \S/.test(text)) {
    const type = text.replace(/^\s*- /, '').replace(/ \(provided by.*$/, '');
    return { ...progress, missingTypes: [...progress.missingTypes, type] };
  }
  const next = { ...progress, listing: text.startsWith('Waiting for missing types') };
  if (next.listing) return { ...next, missingTypes: [] };
  if (text.startsWith('Started flows')) return { ...next, flowsStarted: true };
  if (text.startsWith('Server now running')) return { ...next, listening: true };
  if (level === 'error' || /^(?:Error|TypeError|SyntaxError|ReferenceError|RangeError)\b/.test(text))
    return { ...next, errors: [...next.errors, text.trim()].slice(-KEPT_ERRORS) };
  return next;
}

/** Both are needed: flows may start before the server learns that its port is taken. */
export const isUp = (progress: StartProgress): boolean => progress.flowsStarted && progress.listening;

/** The cause of a start that failed, in words. `how` is what is known anyway, for instance an exit code. */
export function failureOf(progress: StartProgress, how: string): string {
  if (progress.missingTypes.length > 0)
    return `the flow needs node types that are not installed: ${progress.missingTypes.join(', ')}`;
  const said = progress.errors.join(' | ').slice(0, 500);
  return said ? `${how}: ${said}` : how;
}
