interface RouterLayer {
  readonly route?: { readonly methods: Readonly<Record<string, boolean>> };
  match(path: string): boolean;
}

/** As much of an Express application as is needed here. */
export interface RoutedApp {
  readonly router: { readonly stack: readonly RouterLayer[] };
}

/** The methods that the router knows for a path, in upper case; empty when it knows the path not at all. */
export function allowedMethods(app: RoutedApp, path: string): readonly string[] {
  const methods = new Set<string>();
  for (const layer of app.router.stack) {
    if (layer.route === undefined || !layer.match(path)) continue;
    for (const method of Object.keys(layer.route.methods)) methods.add(method.toUpperCase());
  }
  if (methods.has('GET')) methods.add('HEAD');
  return [...methods].sort();
}
