const PROTOTYPES = [Object, Array, String, Number, Boolean, Function, Map, Set, RegExp, Error].map(
  ({ prototype }) => prototype,
);
const snapshot = () =>
  PROTOTYPES.map((prototype) =>
    Reflect.ownKeys(prototype).map((key) => Object.getOwnPropertyDescriptor(prototype, key)),
  );
const before = snapshot();
const counts = before.map(({ length }) => length);

/** Cheap enough for every case: whether something was added. */
export function hasNewKeys() {
  return PROTOTYPES.some((prototype, index) => Reflect.ownKeys(prototype).length !== counts[index]);
}

/** Whether anything was added, taken away or replaced. */
export function arePrototypesChanged() {
  return snapshot().some((descriptors, at) => {
    const known = before[at];
    if (descriptors.length !== known.length) return true;
    return descriptors.some((one, index) => one.value !== known[index].value || one.get !== known[index].get);
  });
}

/** Takes away what was added, so that one defect is not reported for every case after it. */
export function removeNewKeys() {
  PROTOTYPES.forEach((prototype, index) => {
    for (const key of Reflect.ownKeys(prototype).slice(counts[index])) Reflect.deleteProperty(prototype, key);
  });
}
