const KEY = 'thingdock.project';

/** The project that this browser showed last. */
export const lastProject = (): string | null => localStorage.getItem(KEY);

export const rememberProject = (id: string): void => localStorage.setItem(KEY, id);
