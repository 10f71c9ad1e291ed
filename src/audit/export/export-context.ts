/** What an exported line says besides the event. */
export interface ExportContext {
  /** Slug of the tenant whose log it is from. */
  readonly tenant: string;
  /** The name of the server: the host of PUBLIC_URL. */
  readonly host: string;
}
