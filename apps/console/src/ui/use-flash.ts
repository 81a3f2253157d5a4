import { useEffect, useRef, useState } from 'react';

/** As long as the animation in table.module.css. */
const FLASH_MS = 1_300;

/** True from a change of the value until its flash has ended; never for the first value. */
export function useFlash(value: string): boolean {
  const before = useRef(value);
  const [flashing, setFlashing] = useState(false);
  useEffect(() => {
    if (before.current === value) return;
    before.current = value;
    setFlashing(true);
    const timer = setTimeout(() => setFlashing(false), FLASH_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return flashing;
}
