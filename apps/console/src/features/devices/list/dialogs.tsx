import { type ComponentProps, lazy, Suspense } from 'react';

// Asked for when somebody opens one: most visits never do.
const Licence = lazy(() => import('./licence-dialog.tsx').then(({ LicenceDialog: it }) => ({ default: it })));
const Tag = lazy(() => import('./tag-dialog.tsx').then(({ TagDialog: it }) => ({ default: it })));
const Forget = lazy(() => import('./forget-dialog.tsx').then(({ ForgetDialog: it }) => ({ default: it })));
const ForgetGone = lazy(() => import('./forget-gone-dialog.tsx').then(({ ForgetGoneDialog: it }) => ({ default: it })));

export const LicenceDialog = (props: ComponentProps<typeof Licence>) => (
  <Suspense fallback={null}>
    <Licence {...props} />
  </Suspense>
);
export const TagDialog = (props: ComponentProps<typeof Tag>) => (
  <Suspense fallback={null}>
    <Tag {...props} />
  </Suspense>
);
export const ForgetDialog = (props: ComponentProps<typeof Forget>) => (
  <Suspense fallback={null}>
    <Forget {...props} />
  </Suspense>
);
export const ForgetGoneDialog = (props: ComponentProps<typeof ForgetGone>) => (
  <Suspense fallback={null}>
    <ForgetGone {...props} />
  </Suspense>
);
