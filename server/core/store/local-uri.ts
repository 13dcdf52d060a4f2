/** Whether a LanceDB URI is a folder on this machine; `C:\store` is one, `s3://bucket` is not. */
export const isLocalUri = (uri: string): boolean => !/^[a-z][a-z0-9+.-]+:\/\//i.test(uri);
