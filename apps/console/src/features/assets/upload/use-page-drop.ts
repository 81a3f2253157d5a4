import { useEffect, useRef, useState } from 'react';

/** Files dropped anywhere on the page. Returns whether one hovers over it now. */
export function usePageDrop(onFile: (file: File) => void): boolean {
  const [over, setOver] = useState(false);
  const take = useRef(onFile);
  useEffect(() => {
    take.current = onFile;
  });
  useEffect(() => {
    const listening = new AbortController();
    const { signal } = listening;
    // Entering a child leaves its parent: only the outermost leaving counts.
    let depth = 0;
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    const on = (name: 'dragenter' | 'dragover' | 'dragleave' | 'drop', act: (event: DragEvent) => void) =>
      document.addEventListener(name, (event) => hasFiles(event) && act(event), { signal });
    on('dragenter', () => {
      depth += 1;
      setOver(true);
    });
    on('dragover', (event) => event.preventDefault());
    on('dragleave', () => {
      depth -= 1;
      if (depth === 0) setOver(false);
    });
    on('drop', (event) => {
      event.preventDefault();
      depth = 0;
      setOver(false);
      const file = event.dataTransfer?.files[0];
      if (file) take.current(file);
    });
    return () => listening.abort();
  }, []);
  return over;
}
