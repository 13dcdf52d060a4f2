// The floor of the wire: a server that does nothing but answer each change with the same diagnostics, read from a file so
// that they weigh as much as those of the server beside it.
// usage: node null-server.mjs DIAGNOSTICS.json
import fs from "node:fs";
import {
  createConnection,
  ProposedFeatures,
  StreamMessageReader,
  StreamMessageWriter,
  TextDocumentSyncKind,
} from "vscode-languageserver/node";

const diagnostics = JSON.parse(fs.readFileSync(process.argv[2], "utf8"));
const connection = createConnection(
  ProposedFeatures.all,
  new StreamMessageReader(process.stdin),
  new StreamMessageWriter(process.stdout),
);
const answer = ({ textDocument: { uri, version } }) =>
  connection.sendDiagnostics({ uri, version, diagnostics });

connection.onInitialize(() => ({ capabilities: { textDocumentSync: TextDocumentSyncKind.Incremental } }));
connection.onNotification("textDocument/didOpen", answer);
connection.onNotification("textDocument/didChange", answer);
connection.onShutdown(() => undefined);
connection.listen();
