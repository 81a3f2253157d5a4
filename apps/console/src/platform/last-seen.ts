/** What this browser showed last, so that coming back leads there. */
const key = (name: string) => `thingdock.${name}`;

export const lastProject = (): string | null => localStorage.getItem(key('project'));
export const rememberProject = (id: string): void => localStorage.setItem(key('project'), id);

/** The connection whose devices were shown last in a project. */
export const lastConnection = (projectId: string): string | null =>
  localStorage.getItem(key(`connection.${projectId}`));
export const rememberConnection = (projectId: string, id: string): void =>
  localStorage.setItem(key(`connection.${projectId}`), id);
