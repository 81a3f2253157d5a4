/** What this browser showed last, so that coming back leads there. */
const key = (name: string) => `thingdock.${name}`;

export const lastProject = (): string | null => localStorage.getItem(key('project'));
export const rememberProject = (id: string): void => localStorage.setItem(key('project'), id);
