/** The file, absolute, and the function that `file:///checks/polite.py:get_assert` names; undefined where the text is the code itself. */
export function codeReference(value: string): { readonly file: string; readonly name?: string } | undefined {
  if (!value.startsWith("file://")) return undefined;
  const [, file, name] = /^file:\/\/(.+?\.(?:[cm]?[jt]s|py|rb))(?::([\w.]+))?$/.exec(value.trim()) ?? [];
  return file === undefined ? undefined : { file, ...(name && { name }) };
}
