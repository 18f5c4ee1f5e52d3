<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
  <context>
    <name>EngineInstaller</name>
    <message>
      <location filename="../../plugin/engine/environment.py" />
      <source>An installation is already going on.</source>
      <translation>Es läuft bereits eine Installation.</translation>
    </message>
    <message>
      <location filename="../../plugin/engine/environment.py" />
      <source>No Python was found to install the engine with.</source>
      <translation>Es wurde kein Python gefunden, mit dem die Engine installiert werden kann.</translation>
    </message>
    <message>
      <location filename="../../plugin/engine/environment.py" />
      <source>The installation failed; see its log.</source>
      <translation>Die Installation ist fehlgeschlagen; siehe Protokoll.</translation>
    </message>
    <message>
      <location filename="../../plugin/engine/environment.py" />
      <source>The installation was cancelled; nothing was changed.</source>
      <translation>Die Installation wurde abgebrochen; es wurde nichts verändert.</translation>
    </message>
    <message>
      <location filename="../../plugin/engine/environment.py" />
      <source>The installer could not be started: {}</source>
      <translation>Das Installationsprogramm konnte nicht gestartet werden: {}</translation>
    </message>
  </context>
  <context>
    <name>SpectralGPT</name>
    <message>
      <location filename="../../plugin/engine/blocking.py" />
      <source>Device: {name}</source>
      <translation>Gerät: {name}</translation>
    </message>
    <message>
      <location filename="../../plugin/engine/failures.py" />
      <source>Cancelled.</source>
      <translation>Abgebrochen.</translation>
    </message>
    <message>
      <location filename="../../plugin/engine/failures.py" />
      <source>Close other programs or choose a smaller batch, then resume.</source>
      <translation>Schließen Sie andere Programme oder wählen Sie eine kleinere Stapelgröße und setzen Sie dann fort.</translation>
    </message>
    <message>
      <location filename="../../plugin/engine/failures.py" />
      <source>Install the engine again so that both have the same version.</source>
      <translation>Installieren Sie die Engine neu, damit beide dieselbe Version haben.</translation>
    </message>
    <message>
      <location filename="../../plugin/engine/failures.py" />
      <source>Install the engine again, or choose another interpreter.</source>
      <translation>Installieren Sie die Engine neu oder wählen Sie einen anderen Interpreter.</translation>
    </message>
    <message>
      <location filename="../../plugin/engine/failures.py" />
      <source>It starts again when it is needed.</source>
      <translation>Sie startet wieder, sobald sie gebraucht wird.</translation>
    </message>
    <message>
      <location filename="../../plugin/engine/failures.py" />
      <source>Make room, then resume.</source>
      <translation>Schaffen Sie Platz und setzen Sie dann fort.</translation>
    </message>
    <message>
      <location filename="../../plugin/engine/failures.py" />
      <source>Open the engine’s window and press Install.</source>
      <translation>Öffnen Sie das Fenster der Engine und klicken Sie auf „Installieren“.</translation>
    </message>
    <message>
      <location filename="../../plugin/engine/failures.py" />
      <source>The engine and this plugin do not understand each other: {detail}</source>
      <translation>Die Engine und diese Erweiterung verstehen einander nicht: {detail}</translation>
    </message>
    <message>
      <location filename="../../plugin/engine/failures.py" />
      <source>The engine crashed.</source>
      <translation>Die Engine ist abgestürzt.</translation>
    </message>
    <message>
      <location filename="../../plugin/engine/failures.py" />
      <source>The engine did not answer within {seconds} seconds.</source>
      <translation>Die Engine hat innerhalb von {seconds} Sekunden nicht geantwortet.</translation>
    </message>
    <message>
      <location filename="../../plugin/engine/failures.py" />
      <source>The engine ran out of memory.</source>
      <translation>Der Engine ging der Arbeitsspeicher aus.</translation>
    </message>
    <message>
      <location filename="../../plugin/engine/failures.py" />
      <source>The engine stopped unexpectedly.</source>
      <translation>Die Engine wurde unerwartet beendet.</translation>
    </message>
    <message>
      <location filename="../../plugin/engine/failures.py" />
      <source>The engine stopped: no space is left on the disk.</source>
      <translation>Die Engine wurde beendet: Auf dem Datenträger ist kein Platz mehr.</translation>
    </message>
    <message>
      <location filename="../../plugin/engine/failures.py" />
      <source>The engine was ended from outside, perhaps for lack of memory.</source>
      <translation>Die Engine wurde von außen beendet, vielleicht aus Mangel an Arbeitsspeicher.</translation>
    </message>
    <message>
      <location filename="../../plugin/engine/failures.py" />
      <source>The engine was stopped.</source>
      <translation>Die Engine wurde angehalten.</translation>
    </message>
    <message>
      <location filename="../../plugin/engine/failures.py" />
      <source>The engine, which does the computing, is not installed yet.</source>
      <translation>Die Engine, die das Rechnen übernimmt, ist noch nicht installiert.</translation>
    </message>
    <message>
      <location filename="../../plugin/engine/failures.py" />
      <source>The engine’s Python could not be started: {program}</source>
      <translation>Das Python der Engine konnte nicht gestartet werden: {program}</translation>
    </message>
    <message>
      <location filename="../../plugin/engine/failures.py" />
      <source>The engine’s Python lacks the package “{name}”.</source>
      <translation>Dem Python der Engine fehlt das Paket „{name}“.</translation>
    </message>
    <message>
      <location filename="../../plugin/engine/failures.py" />
      <source>Try again; if it stays silent, look at the log or install the engine again.</source>
      <translation>Versuchen Sie es erneut; antwortet sie weiterhin nicht, sehen Sie ins Protokoll oder installieren Sie die Engine neu.</translation>
    </message>
    <message>
      <location filename="../../plugin/engine/probe.py" />
      <source>This interpreter can run the engine.</source>
      <translation>Mit diesem Interpreter läuft die Engine.</translation>
    </message>
    <message>
      <location filename="../../plugin/engine/runs.py" />
      <source>Open Engine</source>
      <translation>Engine öffnen</translation>
    </message>
    <message>
      <location filename="../../plugin/engine/runs.py" />
      <source>Open log</source>
      <translation>Protokoll öffnen</translation>
    </message>
    <message>
      <location filename="../../plugin/engine/runs.py" />
      <source>Resume</source>
      <translation>Fortsetzen</translation>
    </message>
    <message>
      <location filename="../../plugin/engine/runs.py" />
      <source>What was finished is kept.</source>
      <translation>Was fertig war, bleibt erhalten.</translation>
    </message>
    <message>
      <location filename="../../plugin/engine/runs.py" />
      <source>starting</source>
      <translation>startet</translation>
    </message>
    <message>
      <location filename="../../plugin/engine/runs.py" />
      <source>waiting</source>
      <translation>wartet</translation>
    </message>
    <message>
      <location filename="../../plugin/engine/runs.py" />
      <source>{count} min left</source>
      <translation>noch {count} min</translation>
    </message>
    <message>
      <location filename="../../plugin/engine/runs.py" />
      <source>{count} s left</source>
      <translation>noch {count} s</translation>
    </message>
    <message>
      <location filename="../../plugin/engine/runs.py" />
      <source>{title}: cancelled.</source>
      <translation>{title}: abgebrochen.</translation>
    </message>
    <message>
      <location filename="../../plugin/engine/runs.py" />
      <source>{title}: cancelled. What was finished is kept.</source>
      <translation>{title}: abgebrochen. Was fertig war, bleibt erhalten.</translation>
    </message>
    <message>
      <location filename="../../plugin/engine/runs.py" />
      <source>{title}: the result could not be added to the map. It is in {path}</source>
      <translation>{title}: Das Ergebnis konnte nicht zur Karte hinzugefügt werden. Es liegt in {path}</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/area_choice.py" />
      <source>No polygon of “{name}” is selected.</source>
      <translation>In „{name}“ ist kein Polygon gewählt.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/area_choice.py" />
      <source>Pixels outside these polygons are left empty.</source>
      <translation>Pixel außerhalb dieser Polygone bleiben leer.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/area_choice.py" />
      <source>Polygons of a layer</source>
      <translation>Polygone eines Layers</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/area_choice.py" />
      <source>Selected features only</source>
      <translation>Nur gewählte Objekte</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/area_choice.py" />
      <source>Selected features only ({count})</source>
      <translation>Nur gewählte Objekte ({count})</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/area_choice.py" />
      <source>The area cannot be brought into the scene’s coordinate system.</source>
      <translation>Das Gebiet lässt sich nicht in das Koordinatensystem der Szene umrechnen.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/area_choice.py" />
      <source>The map does not show any part of the scene now.</source>
      <translation>Der Kartenausschnitt zeigt gerade keinen Teil der Szene.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/area_choice.py" />
      <source>The part of the scene to work on; a smaller one is done sooner.</source>
      <translation>Der Teil der Szene, der bearbeitet wird; ein kleinerer ist schneller fertig.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/area_choice.py" />
      <source>The polygons of “{name}” lie outside the scene.</source>
      <translation>Die Polygone von „{name}“ liegen außerhalb der Szene.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/area_choice.py" />
      <source>The project has no polygon layer.</source>
      <translation>Das Projekt hat keinen Polygonlayer.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/area_choice.py" />
      <source>What the map shows now</source>
      <translation>Aktueller Kartenausschnitt</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/area_choice.py" />
      <source>Whole scene</source>
      <translation>Gesamte Szene</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/area_panel.py" />
      <source>, {share} without data</source>
      <translation>, {share} ohne Daten</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/area_panel.py" />
      <source>&lt;b&gt;{area} changed&lt;/b&gt;, {share} of {total}</source>
      <translation>&lt;b&gt;{area} verändert&lt;/b&gt;, {share} von {total}</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/area_panel.py" />
      <source>&lt;b&gt;{total}&lt;/b&gt; classified</source>
      <translation>&lt;b&gt;{total}&lt;/b&gt; klassifiziert</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/area_panel.py" />
      <source>Areas – SpectralGPT</source>
      <translation>Flächen – SpectralGPT</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/area_panel.py" />
      <source>Choose a result layer to see its areas.</source>
      <translation>Wählen Sie einen Ergebnislayer, um seine Flächen zu sehen.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/area_panel.py" />
      <source>Copy as CSV</source>
      <translation>Als CSV kopieren</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/area_panel.py" />
      <source>Copy the table, with commas and decimal points, for a spreadsheet</source>
      <translation>Tabelle mit Kommas und Dezimalpunkten für eine Tabellenkalkulation kopieren</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/area_panel.py" />
      <source>New threshold for {name}</source>
      <translation>Neuer Schwellenwert für {name}</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/area_panel.py" />
      <source>Preview: small patches are removed when you press Apply.</source>
      <translation>Vorschau: Kleine Flecken werden erst mit „Anwenden“ entfernt.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/area_panel.py" />
      <source>Results in this project; follows the active layer</source>
      <translation>Ergebnisse in diesem Projekt; folgt dem aktiven Layer</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/area_panel.py" />
      <source>Save CSV…</source>
      <translation>CSV speichern…</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/area_panel.py" />
      <source>Save areas</source>
      <translation>Flächen speichern</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/area_panel.py" />
      <source>The run card of this result is gone, and its areas with it.</source>
      <translation>Der Laufzettel dieses Ergebnisses fehlt, und damit auch seine Flächen.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/area_panel.py" />
      <source>{path} cannot be written: {reason}</source>
      <translation>{path} kann nicht geschrieben werden: {reason}</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/area_report.py" />
      <source>changed</source>
      <translation>verändert</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/area_report.py" />
      <source>unchanged</source>
      <translation>unverändert</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/area_table.py" />
      <source>%</source>
      <translation>%</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/area_table.py" />
      <source>Class</source>
      <translation>Klasse</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/area_table.py" />
      <source>ha</source>
      <translation>ha</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/area_table.py" />
      <source>pixels</source>
      <translation>Pixel</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/area_table.py" />
      <source>{name} (code {code})</source>
      <translation>{name} (Code {code})</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/band_table.py" />
      <source>Band</source>
      <translation>Kanal</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/band_table.py" />
      <source>Double-click a band’s name to say which band it is.</source>
      <translation>Doppelklicken Sie auf den Namen eines Kanals, um anzugeben, welcher es ist.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/band_table.py" />
      <source>Identified by</source>
      <translation>Erkannt an</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/band_table.py" />
      <source>No.</source>
      <translation>Nr.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/band_table.py" />
      <source>Pixel</source>
      <translation>Pixel</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/band_table.py" />
      <source>Wavelength</source>
      <translation>Wellenlänge</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/band_table.py" />
      <source>leave out</source>
      <translation>weglassen</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/card_panel.py" />
      <source>Bands</source>
      <translation>Kanäle</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/card_panel.py" />
      <source>Card</source>
      <translation>Karte</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/card_panel.py" />
      <source>Choose a model on the left.</source>
      <translation>Links ein Modell wählen.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/card_panel.py" />
      <source>Classes</source>
      <translation>Klassen</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/card_panel.py" />
      <source>File</source>
      <translation>Datei</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/card_panel.py" />
      <source>Layout</source>
      <translation>Aufbau</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/card_panel.py" />
      <source>Licence</source>
      <translation>Lizenz</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/card_panel.py" />
      <source>Limits</source>
      <translation>Grenzen</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/card_panel.py" />
      <source>Link</source>
      <translation>Link</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/card_panel.py" />
      <source>Made from</source>
      <translation>Entstanden aus</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/card_panel.py" />
      <source>Measured</source>
      <translation>Gemessen</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/card_panel.py" />
      <source>Note</source>
      <translation>Hinweis</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/card_panel.py" />
      <source>Parameters</source>
      <translation>Parameter</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/card_panel.py" />
      <source>Pinned</source>
      <translation>Festgehalten</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/card_panel.py" />
      <source>Sees at once</source>
      <translation>Sieht auf einmal</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/card_panel.py" />
      <source>Size</source>
      <translation>Größe</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/card_panel.py" />
      <source>Trained on</source>
      <translation>Trainiert mit</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/card_panel.py" />
      <source>Values</source>
      <translation>Werte</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/card_panel.py" />
      <source>Weights</source>
      <translation>Gewichte</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/card_panel.py" />
      <source>known once the download begins</source>
      <translation>bekannt, sobald der Download beginnt</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/card_panel.py" />
      <source>not measured here</source>
      <translation>hier nicht gemessen</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/card_panel.py" />
      <source>see the record {page}</source>
      <translation>siehe den Eintrag {page}</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/card_panel.py" />
      <source>since {date}: a later download has to be the same file.</source>
      <translation>seit {date}: Ein späterer Download muss dieselbe Datei sein.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/card_panel.py" />
      <source>the record gives it</source>
      <translation>steht im Eintrag</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/card_panel.py" />
      <source>{count} million</source>
      <translation>{count} Millionen</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/card_panel.py" />
      <source>{side} × {side} pixels</source>
      <translation>{side} × {side} Pixel</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/card_panel.py" />
      <source>{size} are here already</source>
      <translation>{size} sind schon da</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/catalogue_dialog.py" />
      <source>All files</source>
      <translation>Alle Dateien</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/catalogue_dialog.py" />
      <source>Cancel</source>
      <translation>Abbrechen</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/catalogue_dialog.py" />
      <source>Cancelling…</source>
      <translation>Wird abgebrochen…</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/catalogue_dialog.py" />
      <source>Checkpoints</source>
      <translation>Checkpoints</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/catalogue_dialog.py" />
      <source>Choose a SpectralGPT checkpoint</source>
      <translation>Einen SpectralGPT-Checkpoint wählen</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/catalogue_dialog.py" />
      <source>Compares the weights with the hash that the card states.</source>
      <translation>Vergleicht die Gewichte mit der Prüfsumme, die die Karte nennt.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/catalogue_dialog.py" />
      <source>Continue download…</source>
      <translation>Download fortsetzen…</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/catalogue_dialog.py" />
      <source>Delete</source>
      <translation>Löschen</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/catalogue_dialog.py" />
      <source>Delete what was downloaded of {file}?</source>
      <translation>Löschen, was von {file} heruntergeladen ist?</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/catalogue_dialog.py" />
      <source>Delete “{name}”?</source>
      <translation>„{name}“ löschen?</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/catalogue_dialog.py" />
      <source>Delete…</source>
      <translation>Löschen…</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/catalogue_dialog.py" />
      <source>Deletion of {name}</source>
      <translation>Löschen von {name}</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/catalogue_dialog.py" />
      <source>Download</source>
      <translation>Herunterladen</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/catalogue_dialog.py" />
      <source>Download of {file}</source>
      <translation>Download von {file}</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/catalogue_dialog.py" />
      <source>Download the new file</source>
      <translation>Die neue Datei herunterladen</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/catalogue_dialog.py" />
      <source>Download…</source>
      <translation>Herunterladen…</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/catalogue_dialog.py" />
      <source>Import file…</source>
      <translation>Datei importieren…</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/catalogue_dialog.py" />
      <source>Import of {file}</source>
      <translation>Import von {file}</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/catalogue_dialog.py" />
      <source>Makes a model of a SpectralGPT checkpoint (.pth or .safetensors) that you have.</source>
      <translation>Macht ein Modell aus einem SpectralGPT-Checkpoint (.pth oder .safetensors), den Sie haben.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/catalogue_dialog.py" />
      <source>Models</source>
      <translation>Modelle</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/catalogue_dialog.py" />
      <source>Open card</source>
      <translation>Karte öffnen</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/catalogue_dialog.py" />
      <source>Open folder</source>
      <translation>Ordner öffnen</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/catalogue_dialog.py" />
      <source>Opens the card’s file, which has all that is known of the model.</source>
      <translation>Öffnet die Datei der Karte, in der alles steht, was über das Modell bekannt ist.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/catalogue_dialog.py" />
      <source>The file has changed since the first download. Take the new one?</source>
      <translation>Die Datei hat sich seit dem ersten Download geändert. Die neue nehmen?</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/catalogue_dialog.py" />
      <source>This frees {size}. Maps that were made with it stay.</source>
      <translation>Das gibt {size} frei. Damit erzeugte Karten bleiben.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/catalogue_dialog.py" />
      <source>This frees {size}. The next download begins anew.</source>
      <translation>Das gibt {size} frei. Der nächste Download beginnt von vorn.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/catalogue_dialog.py" />
      <source>Verification of {name}</source>
      <translation>Prüfung von {name}</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/catalogue_dialog.py" />
      <source>Verify</source>
      <translation>Prüfen</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/catalogue_dialog.py" />
      <source>Your models take {size} in {folder}</source>
      <translation>Ihre Modelle belegen {size} in {folder}</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/catalogue_dialog.py" />
      <source>Your models will be in {folder}</source>
      <translation>Ihre Modelle kommen nach {folder}</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/catalogue_dialog.py" />
      <source>waiting for the engine…</source>
      <translation>wartet auf die Engine…</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/catalogue_dialog.py" />
      <source>{time} left</source>
      <translation>noch {time}</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/catalogue_words.py" />
      <source>Cancelled. What was downloaded is kept.</source>
      <translation>Abgebrochen. Was heruntergeladen ist, bleibt erhalten.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/catalogue_words.py" />
      <source>Download {file}?</source>
      <translation>{file} herunterladen?</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/catalogue_words.py" />
      <source>From the record {page}</source>
      <translation>Aus dem Eintrag {page}</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/catalogue_words.py" />
      <source>It has to be the same file as at the first download, or it is refused.</source>
      <translation>Es muss dieselbe Datei sein wie beim ersten Download, sonst wird sie abgelehnt.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/catalogue_words.py" />
      <source>It is another file than at the first download; this one counts from now on.</source>
      <translation>Es ist eine andere Datei als beim ersten Download; ab jetzt gilt diese.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/catalogue_words.py" />
      <source>It is pinned: later downloads have to be the same file.</source>
      <translation>Sie ist festgehalten: Spätere Downloads müssen dieselbe Datei sein.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/catalogue_words.py" />
      <source>It is the one of the first download.</source>
      <translation>Es ist die des ersten Downloads.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/catalogue_words.py" />
      <source>Licence: see the record. Whether it allows what you have in mind is yours to check.</source>
      <translation>Lizenz: siehe den Eintrag. Ob sie erlaubt, was Sie vorhaben, müssen Sie selbst prüfen.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/catalogue_words.py" />
      <source>Link: {url}</source>
      <translation>Link: {url}</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/catalogue_words.py" />
      <source>Nobody published its SHA-256: that of this first download is shown and pinned.</source>
      <translation>Ihre SHA-256 hat niemand veröffentlicht: Die dieses ersten Downloads wird angezeigt und festgehalten.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/catalogue_words.py" />
      <source>Size: not known beforehand; 0.4 to 1.3 GB are to be expected.</source>
      <translation>Größe: vorab nicht bekannt; zu erwarten sind 0,4 bis 1,3 GB.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/catalogue_words.py" />
      <source>The downloaded file ({size}) was deleted.</source>
      <translation>Die heruntergeladene Datei ({size}) wurde gelöscht.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/catalogue_words.py" />
      <source>The file is converted and then deleted; the model stays.</source>
      <translation>Die Datei wird umgewandelt und dann gelöscht; das Modell bleibt.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/catalogue_words.py" />
      <source>The record says where the file lies; its link is not known beforehand.</source>
      <translation>Wo die Datei liegt, steht im Eintrag; ihr Link ist vorab nicht bekannt.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/catalogue_words.py" />
      <source>The weights of {name} are missing. Delete it and get it again.</source>
      <translation>Die Gewichte von {name} fehlen. Löschen Sie es und holen Sie es erneut.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/catalogue_words.py" />
      <source>Through QGIS’s proxy {proxy}</source>
      <translation>Über den Proxy von QGIS, {proxy}</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/catalogue_words.py" />
      <source>{name} is among your models now. SHA-256 of the downloaded file: {hash}. {pinned}</source>
      <translation>{name} gehört jetzt zu Ihren Modellen. SHA-256 der heruntergeladenen Datei: {hash}. {pinned}</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/catalogue_words.py" />
      <source>{name} is among your models now. SHA-256 of the file: {hash}</source>
      <translation>{name} gehört jetzt zu Ihren Modellen. SHA-256 der Datei: {hash}</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/catalogue_words.py" />
      <source>{name} is damaged: it is not what its card says. Delete it and get it again.</source>
      <translation>{name} ist beschädigt: Es ist nicht, was die Karte sagt. Löschen Sie es und holen Sie es erneut.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/catalogue_words.py" />
      <source>{name} is whole: its SHA-256 is the one on its card, {hash}.</source>
      <translation>{name} ist unversehrt: Die SHA-256 ist die der Karte, {hash}.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/catalogue_words.py" />
      <source>{name} was deleted; {size} are free again.</source>
      <translation>{name} wurde gelöscht; {size} sind wieder frei.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/catalogue_words.py" />
      <source>{size} are free on the disk.</source>
      <translation>Auf dem Datenträger sind {size} frei.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/catalogue_words.py" />
      <source>{size} are here already; the download goes on.</source>
      <translation>{size} sind schon da; der Download geht dort weiter.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/change_dialog.py" />
      <source>&amp;Before:</source>
      <translation>V&amp;orher:</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/change_dialog.py" />
      <source>&amp;Method:</source>
      <translation>&amp;Verfahren:</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/change_dialog.py" />
      <source>&amp;Threshold:</source>
      <translation>&amp;Schwellenwert:</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/change_dialog.py" />
      <source>A&amp;fter:</source>
      <translation>Nac&amp;hher:</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/change_dialog.py" />
      <source>After</source>
      <translation>Nachher</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/change_dialog.py" />
      <source>Any lasting change of the surface; the season’s greening counts little.</source>
      <translation>Jede bleibende Veränderung der Oberfläche; das Grün der Jahreszeit zählt wenig.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/change_dialog.py" />
      <source>Automatic (Kittler–Illingworth)</source>
      <translation>Automatisch (Kittler–Illingworth)</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/change_dialog.py" />
      <source>Automatic (Otsu)</source>
      <translation>Automatisch (Otsu)</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/change_dialog.py" />
      <source>Before</source>
      <translation>Vorher</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/change_dialog.py" />
      <source>Built-up</source>
      <translation>Bebauung</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/change_dialog.py" />
      <source>Change of {name}</source>
      <translation>Veränderung {name}</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/change_dialog.py" />
      <source>Clear-cuts, fire, storm and drought damage.</source>
      <translation>Kahlschlag, Feuer, Sturm- und Dürreschäden.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/change_dialog.py" />
      <source>Detect change</source>
      <translation>Veränderung erkennen</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/change_dialog.py" />
      <source>Evidence</source>
      <translation>Evidenz</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/change_dialog.py" />
      <source>Fixed</source>
      <translation>Fest</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/change_dialog.py" />
      <source>From which evidence on a pixel counts as changed. It can be moved afterwards in the panel “Areas” without a new run, if the evidence is kept.</source>
      <translation>Ab welcher Evidenz ein Pixel als verändert gilt. Im Bedienfeld „Flächen“ lässt er sich danach ohne neuen Lauf verschieben, wenn die Evidenz gespeichert wird.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/change_dialog.py" />
      <source>From → to</source>
      <translation>Von → nach</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/change_dialog.py" />
      <source>General</source>
      <translation>Allgemein</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/change_dialog.py" />
      <source>How strongly each pixel changed, 0 to 100; needed to move the threshold afterwards</source>
      <translation>Wie stark sich jedes Pixel verändert hat, 0 bis 100; nötig, um den Schwellenwert danach zu verschieben</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/change_dialog.py" />
      <source>IR-MAD</source>
      <translation>IR-MAD</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/change_dialog.py" />
      <source>New buildings, roads and other sealed ground.</source>
      <translation>Neue Gebäude, Straßen und andere versiegelte Flächen.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/change_dialog.py" />
      <source>Statistical standard method; uses all bands that both dates share.</source>
      <translation>Statistisches Standardverfahren; nutzt alle Kanäle, die beide Zeitpunkte haben.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/change_dialog.py" />
      <source>Swap before and after</source>
      <translation>Vorher und Nachher tauschen</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/change_dialog.py" />
      <source>Vegetation loss</source>
      <translation>Vegetationsverlust</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/change_dialog.py" />
      <source>Which class became which, by classifying both dates; takes longer</source>
      <translation>Welche Klasse zu welcher wurde, durch Klassifikation beider Zeitpunkte; dauert länger</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/change_dialog.py" />
      <source>“After” is older than “Before”; swap them?</source>
      <translation>„Nachher“ ist älter als „Vorher“; tauschen?</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/change_dialog.py" />
      <source>“Before” and “After” are the same; choose another date.</source>
      <translation>„Vorher“ und „Nachher“ sind gleich; wählen Sie einen anderen Zeitpunkt.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/delivery.py" />
      <source>Land cover of {name}</source>
      <translation>Landbedeckung {name}</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/delivery.py" />
      <source>{title}: done in {time}</source>
      <translation>{title}: fertig in {time}</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/engine_banner.py" />
      <source>Set up the engine…</source>
      <translation>Engine einrichten…</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/engine_banner.py" />
      <source>The engine stopped unexpectedly; it is started again with the next run.</source>
      <translation>Die Engine wurde unerwartet beendet; sie startet mit dem nächsten Lauf wieder.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/engine_banner.py" />
      <source>The engine that computes is not installed on this computer yet.</source>
      <translation>Die Engine, die rechnet, ist auf diesem Rechner noch nicht installiert.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/engine_dialog.py" />
      <source>Back to the plugin’s own</source>
      <translation>Zurück zum eigenen der Erweiterung</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/engine_dialog.py" />
      <source>Choose the Python of an environment that has the engine’s packages, such as one of conda.</source>
      <translation>Wählen Sie das Python einer Umgebung, die die Pakete der Engine hat, zum Beispiel einer von conda.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/engine_dialog.py" />
      <source>Computes on</source>
      <translation>Rechnet auf</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/engine_dialog.py" />
      <source>Install</source>
      <translation>Installieren</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/engine_dialog.py" />
      <source>Install again</source>
      <translation>Neu installieren</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/engine_dialog.py" />
      <source>It starts by itself when it is needed.</source>
      <translation>Sie startet von selbst, sobald sie gebraucht wird.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/engine_dialog.py" />
      <source>It waits for work and stops by itself after a while.</source>
      <translation>Sie wartet auf Arbeit und beendet sich nach einer Weile von selbst.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/engine_dialog.py" />
      <source>Looking at what has to be downloaded…</source>
      <translation>Es wird geprüft, was heruntergeladen werden muss…</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/engine_dialog.py" />
      <source>Progress and Cancel are in QGIS’s task manager.</source>
      <translation>Fortschritt und Abbrechen finden Sie in der Aufgabenverwaltung von QGIS.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/engine_dialog.py" />
      <source>Python</source>
      <translation>Python</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/engine_dialog.py" />
      <source>Python interpreter with the engine’s packages</source>
      <translation>Python-Interpreter mit den Paketen der Engine</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/engine_dialog.py" />
      <source>Restart</source>
      <translation>Neu starten</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/engine_dialog.py" />
      <source>SpectralGPT engine</source>
      <translation>SpectralGPT-Engine</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/engine_dialog.py" />
      <source>Starts the engine, checks its packages and computes on each device.</source>
      <translation>Startet die Engine, prüft ihre Pakete und rechnet auf jedem Gerät.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/engine_dialog.py" />
      <source>Test</source>
      <translation>Testen</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/engine_dialog.py" />
      <source>Testing…</source>
      <translation>Wird getestet…</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/engine_dialog.py" />
      <source>The engine does the computing, outside QGIS. Install downloads it once; QGIS and its Python stay as they are.</source>
      <translation>Die Engine übernimmt das Rechnen außerhalb von QGIS. „Installieren“ lädt sie einmal herunter; QGIS und sein Python bleiben, wie sie sind.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/engine_dialog.py" />
      <source>The engine has a problem</source>
      <translation>Die Engine hat ein Problem</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/engine_dialog.py" />
      <source>The engine is installed</source>
      <translation>Die Engine ist installiert</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/engine_dialog.py" />
      <source>The engine is not installed</source>
      <translation>Die Engine ist nicht installiert</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/engine_dialog.py" />
      <source>The engine is ready</source>
      <translation>Die Engine ist bereit</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/engine_dialog.py" />
      <source>The engine is starting…</source>
      <translation>Die Engine startet…</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/engine_dialog.py" />
      <source>The engine is working</source>
      <translation>Die Engine arbeitet</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/engine_dialog.py" />
      <source>The engine works.</source>
      <translation>Die Engine funktioniert.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/engine_dialog.py" />
      <source>The first start takes the longest.</source>
      <translation>Der erste Start dauert am längsten.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/engine_dialog.py" />
      <source>To be downloaded once: about {size}, into {folder}.</source>
      <translation>Einmal herunterzuladen: etwa {size}, nach {folder}.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/engine_dialog.py" />
      <source>Trying {path}…</source>
      <translation>{path} wird ausprobiert…</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/engine_dialog.py" />
      <source>Use an existing interpreter…</source>
      <translation>Vorhandenen Interpreter verwenden…</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/engine_dialog.py" />
      <source>Versions</source>
      <translation>Versionen</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/engine_dialog.py" />
      <source>known after the first start</source>
      <translation>nach dem ersten Start bekannt</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/engine_dialog.py" />
      <source>none yet; Install puts it into {folder}</source>
      <translation>noch keines; „Installieren“ legt es in {folder} an</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/engine_dialog.py" />
      <source>{path} cannot run the engine. {reason}</source>
      <translation>Mit {path} läuft die Engine nicht. {reason}</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/engine_log_panel.py" />
      <source>Copy</source>
      <translation>Kopieren</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/engine_log_panel.py" />
      <source>Log</source>
      <translation>Protokoll</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/engine_log_panel.py" />
      <source>Nothing has been logged since QGIS was started.</source>
      <translation>Seit dem Start von QGIS wurde nichts protokolliert.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/engine_log_panel.py" />
      <source>Open file</source>
      <translation>Datei öffnen</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/estimate.py" />
      <source>a second</source>
      <translation>eine Sekunde</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/estimate.py" />
      <source>about {time}</source>
      <translation>etwa {time}</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/estimate.py" />
      <source>this Mac’s graphics processor</source>
      <translation>dem Grafikprozessor dieses Macs</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/estimate.py" />
      <source>this computer’s CPU</source>
      <translation>dem Prozessor (CPU) dieses Rechners</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/estimate.py" />
      <source>this computer’s graphics card</source>
      <translation>der Grafikkarte dieses Rechners</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/estimate.py" />
      <source>{count} h</source>
      <translation>{count} h</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/estimate.py" />
      <source>{count} million pixels</source>
      <translation>{count} Millionen Pixel</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/estimate.py" />
      <source>{count} min</source>
      <translation>{count} min</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/estimate.py" />
      <source>{count} pixels</source>
      <translation>{count} Pixel</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/estimate.py" />
      <source>{count} s</source>
      <translation>{count} s</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/estimate.py" />
      <source>{minutes} min {seconds} s</source>
      <translation>{minutes} min {seconds} s</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/estimate.py" />
      <source>{time} on {device}</source>
      <translation>{time} auf {device}</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/import_box.py" />
      <source>&amp;Name of the model</source>
      <translation>&amp;Name des Modells</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/import_box.py" />
      <source>A model that is part of the plugin is called so.</source>
      <translation>So heißt schon ein Modell, das zum Plugin gehört.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/import_box.py" />
      <source>Import</source>
      <translation>Importieren</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/import_box.py" />
      <source>Import a model</source>
      <translation>Ein Modell importieren</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/import_box.py" />
      <source>Replace {name}</source>
      <translation>{name} ersetzen</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/import_box.py" />
      <source>The engine reads the file without running anything that might be in it, finds out which SpectralGPT network it is, and writes a copy of its own with a card. Your file stays as it is.</source>
      <translation>Die Engine liest die Datei, ohne etwas auszuführen, das darin stecken könnte, stellt fest, welches SpectralGPT-Netz es ist, und schreibt eine eigene Kopie mit einer Karte. Ihre Datei bleibt, wie sie ist.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/import_box.py" />
      <source>Use lower-case letters, digits and hyphens, for example my-segmunich.</source>
      <translation>Nur Kleinbuchstaben, Ziffern und Bindestriche verwenden, zum Beispiel mein-segmunich.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/job_dialog.py" />
      <source>Estimating the time…</source>
      <translation>Die Dauer wird geschätzt…</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/job_dialog.py" />
      <source>Replace</source>
      <translation>Ersetzen</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/job_dialog.py" />
      <source>Replace files?</source>
      <translation>Dateien ersetzen?</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/job_dialog.py" />
      <source>Run</source>
      <translation>Starten</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/job_dialog.py" />
      <source>Run · {time}</source>
      <translation>Starten · {time}</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/job_dialog.py" />
      <source>These results exist already and would be replaced:</source>
      <translation>Diese Ergebnisse gibt es schon; sie würden ersetzt:</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/job_form.py" />
      <source> pixels</source>
      <translation> Pixel</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/job_form.py" />
      <source>&amp;Area:</source>
      <translation>&amp;Gebiet:</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/job_form.py" />
      <source>&amp;Device:</source>
      <translation>Ge&amp;rät:</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/job_form.py" />
      <source>&amp;Smallest patch:</source>
      <translation>K&amp;leinster Fleck:</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/job_form.py" />
      <source>= {area} ha</source>
      <translation>= {area} ha</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/job_form.py" />
      <source>Advanced</source>
      <translation>Erweitert</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/job_form.py" />
      <source>Also save:</source>
      <translation>Außerdem:</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/job_form.py" />
      <source>Automatic</source>
      <translation>Automatisch</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/job_form.py" />
      <source>Automatic: {device}</source>
      <translation>Automatisch: {device}</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/job_form.py" />
      <source>Batc&amp;h size:</source>
      <translation>S&amp;tapelgröße:</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/job_form.py" />
      <source>How many image chips the network sees at once; fewer need less memory.</source>
      <translation>Wie viele Bildausschnitte das Netz auf einmal sieht; weniger brauchen weniger Speicher.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/job_form.py" />
      <source>Mas&amp;k:</source>
      <translation>Mas&amp;ke:</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/job_form.py" />
      <source>Processor (CPU)</source>
      <translation>Prozessor (CPU)</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/job_form.py" />
      <source>Save &amp;result to:</source>
      <translation>&amp;Ergebnis nach:</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/job_form.py" />
      <source>The minimum mapping unit: smaller patches are given to the neighbour that they touch most.</source>
      <translation>Die Mindestkartierfläche: Kleinere Flecken gehen an den Nachbarn, den sie am längsten berühren.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/job_form.py" />
      <source>Where the network computes; automatic takes the fastest that works.</source>
      <translation>Wo das Netz rechnet; automatisch nimmt das schnellste Gerät, das funktioniert.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/job_form.py" />
      <source>automatic</source>
      <translation>automatisch</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/job_form.py" />
      <source>keep all</source>
      <translation>alle behalten</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/mask_choice.py" />
      <source>Clouds</source>
      <translation>Wolken</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/mask_choice.py" />
      <source>Clouds and more (scene classification)</source>
      <translation>Wolken und mehr (Szenenklassifikation)</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/mask_choice.py" />
      <source>Masked pixels are left empty in the result.</source>
      <translation>Maskierte Pixel bleiben im Ergebnis leer.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/mask_choice.py" />
      <source>Masked values are numbers with commas between, such as 3,8,9.</source>
      <translation>Maskierte Werte sind Zahlen mit Kommas dazwischen, etwa 3,8,9.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/mask_choice.py" />
      <source>None</source>
      <translation>Keine</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/mask_choice.py" />
      <source>Pixels with one of these values are left out; empty means every value but 0.</source>
      <translation>Pixel mit einem dieser Werte werden ausgelassen; leer bedeutet jeder Wert außer 0.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/mask_choice.py" />
      <source>Raster layer</source>
      <translation>Rasterlayer</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/mask_choice.py" />
      <source>Shadows</source>
      <translation>Schatten</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/mask_choice.py" />
      <source>Snow</source>
      <translation>Schnee</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/mask_choice.py" />
      <source>The project has no raster layer to mask with.</source>
      <translation>Das Projekt hat keinen Rasterlayer zum Maskieren.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/mask_choice.py" />
      <source>masked values, e.g. 3,8,9 (empty: all but 0)</source>
      <translation>maskierte Werte, z. B. 3,8,9 (leer: alle außer 0)</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/model_choice.py" />
      <source>Default model</source>
      <translation>Standardmodell</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/model_choice.py" />
      <source>Measured: {score}</source>
      <translation>Gemessen: {score}</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/model_choice.py" />
      <source>The trained network that makes the map</source>
      <translation>Das trainierte Netz, das die Karte erzeugt</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/model_choice.py" />
      <source>accuracy</source>
      <translation>Genauigkeit</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/model_choice.py" />
      <source>mean IoU</source>
      <translation>mittlere IoU</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/model_jobs.py" />
      <source>Checking…</source>
      <translation>Prüft…</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/model_jobs.py" />
      <source>Connecting…</source>
      <translation>Verbindet…</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/model_jobs.py" />
      <source>Converting…</source>
      <translation>Wandelt um…</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/model_jobs.py" />
      <source>Done</source>
      <translation>Fertig</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/model_tree.py" />
      <source>Model</source>
      <translation>Modell</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/model_tree.py" />
      <source>State</source>
      <translation>Zustand</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/model_tree.py" />
      <source>Task</source>
      <translation>Aufgabe</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/model_tree.py" />
      <source>all of them are among your models</source>
      <translation>gehören alle schon zu Ihren Modellen</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/model_tree.py" />
      <source>none</source>
      <translation>keine</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/model_tree.py" />
      <source>none yet: download one, or import a file</source>
      <translation>noch keine: eines herunterladen oder eine Datei importieren</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/model_words.py" />
      <source>Change</source>
      <translation>Veränderung</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/model_words.py" />
      <source>Change between two dates</source>
      <translation>Veränderung zwischen zwei Zeitpunkten</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/model_words.py" />
      <source>Features</source>
      <translation>Merkmale</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/model_words.py" />
      <source>Features and reconstruction</source>
      <translation>Merkmale und Rekonstruktion</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/model_words.py" />
      <source>Kinds of scenes</source>
      <translation>Arten von Szenen</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/model_words.py" />
      <source>Land cover</source>
      <translation>Landbedeckung</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/model_words.py" />
      <source>Land cover and land use</source>
      <translation>Landbedeckung und Landnutzung</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/model_words.py" />
      <source>Official weights to download</source>
      <translation>Offizielle Gewichte zum Herunterladen</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/model_words.py" />
      <source>Part of the plugin</source>
      <translation>Teil des Plugins</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/model_words.py" />
      <source>Scenes</source>
      <translation>Szenen</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/model_words.py" />
      <source>Your models</source>
      <translation>Ihre Modelle</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/model_words.py" />
      <source>card cannot be used</source>
      <translation>Karte unbrauchbar</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/model_words.py" />
      <source>left over, no card</source>
      <translation>Rest ohne Karte</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/model_words.py" />
      <source>not downloaded</source>
      <translation>nicht geladen</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/model_words.py" />
      <source>partly downloaded</source>
      <translation>teilweise geladen</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/model_words.py" />
      <source>ready</source>
      <translation>bereit</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/model_words.py" />
      <source>weights are missing</source>
      <translation>Gewichte fehlen</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/model_words.py" />
      <source>{size} GB</source>
      <translation>{size} GB</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/model_words.py" />
      <source>{size} MB</source>
      <translation>{size} MB</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/model_words.py" />
      <source>{size} kB</source>
      <translation>{size} kB</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/output_choice.py" />
      <source>There is no folder {folder}</source>
      <translation>Den Ordner {folder} gibt es nicht</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/output_choice.py" />
      <source>[Temporary file]</source>
      <translation>[Temporäre Datei]</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/passport.py" />
      <source> ({width} × {height} km)</source>
      <translation> ({width} × {height} km)</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/passport.py" />
      <source>1 band</source>
      <translation>1 Kanal</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/passport.py" />
      <source>Bands, grid and values are known.</source>
      <translation>Kanäle, Gitter und Werte sind bekannt.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/passport.py" />
      <source>Less than half of the pixels are valid.</source>
      <translation>Weniger als die Hälfte der Pixel ist gültig.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/passport.py" />
      <source>Not checked</source>
      <translation>Nicht geprüft</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/passport.py" />
      <source>Only {known} of {count} bands could be identified; at least 3 are needed. Double-click a band’s name to choose it.</source>
      <translation>Nur {known} von {count} Kanälen wurden erkannt; mindestens 3 sind nötig. Doppelklicken Sie auf den Namen eines Kanals, um ihn zu wählen.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/passport.py" />
      <source>Raster scene</source>
      <translation>Rasterszene</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/passport.py" />
      <source>The file does not say how its values relate to reflectance: please check “Values”.</source>
      <translation>Die Datei sagt nicht, wie aus ihren Werten Reflexion wird: Bitte prüfen Sie „Werte“.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/passport.py" />
      <source>The values are 8-bit, as in a picture for display. Use the original image; if they are reflectance, say so under “Values”.</source>
      <translation>Die Werte haben 8 Bit wie in einem Bild zum Ansehen. Verwenden Sie das Original; sind sie doch Reflexion, geben Sie es unter „Werte“ an.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/passport.py" />
      <source>There is no valid pixel: everything is nodata or masked.</source>
      <translation>Es gibt kein gültiges Pixel: Alles ist ohne Daten oder maskiert.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/passport.py" />
      <source>This scene cannot be used</source>
      <translation>Diese Szene ist nicht verwendbar</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/passport.py" />
      <source>a copy at a coarser resolution</source>
      <translation>eine gröbere Kopie</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/passport.py" />
      <source>another band was named so</source>
      <translation>ein anderer Kanal wurde so benannt</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/passport.py" />
      <source>band name</source>
      <translation>Kanalname</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/passport.py" />
      <source>custom coordinate system</source>
      <translation>benutzerdefiniertes Koordinatensystem</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/passport.py" />
      <source>file name</source>
      <translation>Dateiname</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/passport.py" />
      <source>heat and no reflectance</source>
      <translation>Wärme und keine Reflexion</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/passport.py" />
      <source>left out by you</source>
      <translation>von Ihnen weggelassen</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/passport.py" />
      <source>marked as bad</source>
      <translation>als schlecht gekennzeichnet</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/passport.py" />
      <source>metadata</source>
      <translation>Metadaten</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/passport.py" />
      <source>no coordinate system (pixel coordinates)</source>
      <translation>kein Koordinatensystem (Pixelkoordinaten)</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/passport.py" />
      <source>no data</source>
      <translation>keine Daten</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/passport.py" />
      <source>not identified</source>
      <translation>nicht erkannt</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/passport.py" />
      <source>not used: {reason}</source>
      <translation>nicht verwendet: {reason}</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/passport.py" />
      <source>panchromatic</source>
      <translation>panchromatisch</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/passport.py" />
      <source>there twice</source>
      <translation>doppelt vorhanden</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/passport.py" />
      <source>you</source>
      <translation>Ihrer Angabe</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/passport.py" />
      <source>{count} bands</source>
      <translation>{count} Kanäle</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/passport.py" />
      <source>{count} bands could not be identified and are not used.</source>
      <translation>{count} Kanäle wurden nicht erkannt und werden nicht verwendet.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/passport.py" />
      <source>{width} × {height} pixels</source>
      <translation>{width} × {height} Pixel</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/radiometry_choice.py" />
      <source>(value {sign} {offset})</source>
      <translation>(Wert {sign} {offset})</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/radiometry_choice.py" />
      <source>Added to the stored value first</source>
      <translation>Wird zuerst zum gespeicherten Wert addiert</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/radiometry_choice.py" />
      <source>From the product: {formula}</source>
      <translation>Laut Produkt: {formula}</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/radiometry_choice.py" />
      <source>Integers 0–10000 (reflectance × 10000)</source>
      <translation>Ganzzahlen 0–10000 (Reflexion × 10000)</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/radiometry_choice.py" />
      <source>Landsat Collection 2 surface reflectance</source>
      <translation>Landsat Collection 2, Bodenreflexion</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/radiometry_choice.py" />
      <source>Multiplier, applied after the offset</source>
      <translation>Faktor, nach dem Versatz angewandt</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/radiometry_choice.py" />
      <source>Offset</source>
      <translation>Versatz</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/radiometry_choice.py" />
      <source>Other scale and offset…</source>
      <translation>Anderer Faktor und Versatz…</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/radiometry_choice.py" />
      <source>Reflectance already (0–1)</source>
      <translation>Bereits Reflexion (0–1)</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/radiometry_choice.py" />
      <source>Scale</source>
      <translation>Faktor</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/radiometry_choice.py" />
      <source>The network needs reflectance between 0 and 1. Choose how the numbers in the file are to be read; a wrong choice gives a wrong map.</source>
      <translation>Das Netz braucht Reflexion zwischen 0 und 1. Wählen Sie, wie die Zahlen in der Datei zu lesen sind; eine falsche Wahl ergibt eine falsche Karte.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/radiometry_choice.py" />
      <source>With +1000 offset (Sentinel-2 since 2022)</source>
      <translation>Mit Versatz +1000 (Sentinel-2 seit 2022)</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/radiometry_choice.py" />
      <source>not known yet</source>
      <translation>noch nicht bekannt</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/radiometry_choice.py" />
      <source>value</source>
      <translation>Wert</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/scene_chooser.py" />
      <source>A layer of this scene is no longer in the project.</source>
      <translation>Ein Layer dieser Szene ist nicht mehr im Projekt.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/scene_chooser.py" />
      <source>Add a raster layer to the project, or choose files.</source>
      <translation>Fügen Sie dem Projekt einen Rasterlayer hinzu oder wählen Sie Dateien.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/scene_chooser.py" />
      <source>Check the layers that belong together, one file a band, say.</source>
      <translation>Haken Sie die Layer an, die zusammengehören, etwa eine Datei je Kanal.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/scene_chooser.py" />
      <source>Choose files, a product folder, or several layers as one scene</source>
      <translation>Dateien, einen Produktordner oder mehrere Layer als eine Szene wählen</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/scene_chooser.py" />
      <source>Files of one scene</source>
      <translation>Dateien einer Szene</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/scene_chooser.py" />
      <source>Files…</source>
      <translation>Dateien…</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/scene_chooser.py" />
      <source>Rasters and products</source>
      <translation>Raster und Produkte</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/scene_chooser.py" />
      <source>Sentinel-2 product folder (.SAFE)</source>
      <translation>Sentinel-2-Produktordner (.SAFE)</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/scene_chooser.py" />
      <source>Sentinel-2 product folder (.SAFE)…</source>
      <translation>Sentinel-2-Produktordner (.SAFE)…</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/scene_chooser.py" />
      <source>Several layers as one scene</source>
      <translation>Mehrere Layer als eine Szene</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/scene_chooser.py" />
      <source>Several layers as one scene…</source>
      <translation>Mehrere Layer als eine Szene…</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/scene_chooser.py" />
      <source>The raster layer to work on. All of its bands are used.</source>
      <translation>Der Rasterlayer, mit dem gearbeitet wird. Alle seine Kanäle werden verwendet.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/scene_chooser.py" />
      <source>{name} ({count} files)</source>
      <translation>{name} ({count} Dateien)</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/scene_chooser.py" />
      <source>{name} ({count} layers)</source>
      <translation>{name} ({count} Layer)</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/scene_panel.py" />
      <source>&amp;Values:</source>
      <translation>&amp;Werte:</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/scene_panel.py" />
      <source>Grid:</source>
      <translation>Gitter:</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/scene_panel.py" />
      <source>Reading the scene…</source>
      <translation>Die Szene wird gelesen…</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/scene_panel.py" />
      <source>Size:</source>
      <translation>Größe:</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/scene_panel.py" />
      <source>The scene is checked as soon as the engine is installed.</source>
      <translation>Die Szene wird geprüft, sobald die Engine installiert ist.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/scene_panel.py" />
      <source>This layer is written to a temporary file first, and checked then.</source>
      <translation>Dieser Layer wird zuerst in eine temporäre Datei geschrieben und dann geprüft.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/scene_panel.py" />
      <source>Valid pixels:</source>
      <translation>Gültige Pixel:</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/segment_dialog.py" />
      <source>&amp;Model:</source>
      <translation>&amp;Modell:</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/segment_dialog.py" />
      <source>A layer of how sure the model is, 0 to 100 percent</source>
      <translation>Ein Layer, der sagt, wie sicher das Modell ist, 0 bis 100 Prozent</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/segment_dialog.py" />
      <source>Classify land cover</source>
      <translation>Landbedeckung klassifizieren</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/segment_dialog.py" />
      <source>Confidence</source>
      <translation>Sicherheit</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/segment_dialog.py" />
      <source>Input passport</source>
      <translation>Steckbrief der Eingabe</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/segment_dialog.py" />
      <source>Polygons</source>
      <translation>Polygone</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/segment_dialog.py" />
      <source>S&amp;cene:</source>
      <translation>S&amp;zene:</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/segment_dialog.py" />
      <source>The classes’ outlines as a vector layer</source>
      <translation>Die Umrisse der Klassen als Vektorlayer</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/threshold_box.py" />
      <source>Apply</source>
      <translation>Anwenden</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/threshold_box.py" />
      <source>Computed: {value}</source>
      <translation>Berechnet: {value}</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/threshold_box.py" />
      <source>Computed: {value} ({method})</source>
      <translation>Berechnet: {value} ({method})</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/threshold_box.py" />
      <source>Evidence from which on a pixel counts as changed; the map follows at once</source>
      <translation>Evidenz, ab der ein Pixel als verändert gilt; die Karte folgt sofort</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/threshold_box.py" />
      <source>Reset</source>
      <translation>Zurücksetzen</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/threshold_box.py" />
      <source>Show the change map as it was computed</source>
      <translation>Die Veränderungskarte zeigen, wie sie berechnet wurde</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/threshold_box.py" />
      <source>Threshold</source>
      <translation>Schwellenwert</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/threshold_box.py" />
      <source>Write a new change map with this threshold, small patches removed</source>
      <translation>Eine neue Veränderungskarte mit diesem Schwellenwert schreiben, ohne kleine Flecken</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/threshold_box.py" />
      <source>automatic, Kittler–Illingworth</source>
      <translation>automatisch, Kittler–Illingworth</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/threshold_box.py" />
      <source>automatic, Otsu</source>
      <translation>automatisch, Otsu</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/threshold_box.py" />
      <source>fixed</source>
      <translation>fest</translation>
    </message>
    <message>
      <location filename="../../plugin/layers/export.py" />
      <source>A layer could not be exported.</source>
      <translation>Ein Layer konnte nicht exportiert werden.</translation>
    </message>
    <message>
      <location filename="../../plugin/layers/export.py" />
      <source>Export “{name}”</source>
      <translation>„{name}“ exportieren</translation>
    </message>
    <message>
      <location filename="../../plugin/layers/export.py" />
      <source>QGIS cannot read this layer’s values.</source>
      <translation>QGIS kann die Werte dieses Layers nicht lesen.</translation>
    </message>
    <message>
      <location filename="../../plugin/layers/export.py" />
      <source>The area lies outside “{name}”.</source>
      <translation>Das Gebiet liegt außerhalb von „{name}“.</translation>
    </message>
    <message>
      <location filename="../../plugin/layers/export.py" />
      <source>The layer could not be exported to {path}.</source>
      <translation>Der Layer konnte nicht nach {path} exportiert werden.</translation>
    </message>
    <message>
      <location filename="../../plugin/layers/export.py" />
      <source>“{name}” does not say how large its pixels are, so it cannot be exported.</source>
      <translation>„{name}“ sagt nicht, wie groß seine Pixel sind, und kann deshalb nicht exportiert werden.</translation>
    </message>
    <message>
      <location filename="../../plugin/layers/export.py" />
      <source>“{name}” holds no polygons.</source>
      <translation>„{name}“ enthält keine Polygone.</translation>
    </message>
    <message>
      <location filename="../../plugin/layers/histogram.py" />
      <source>Count changed pixels</source>
      <translation>Veränderte Pixel zählen</translation>
    </message>
    <message>
      <location filename="../../plugin/layers/inputs.py" />
      <source>Choose a raster layer.</source>
      <translation>Wählen Sie einen Rasterlayer.</translation>
    </message>
    <message>
      <location filename="../../plugin/layers/inputs.py" />
      <source>Layers without a file of their own can only be used alone, not together as one scene.</source>
      <translation>Layer ohne eigene Datei können nur einzeln verwendet werden, nicht zusammen als eine Szene.</translation>
    </message>
    <message>
      <location filename="../../plugin/layers/inputs.py" />
      <source>The file of “{name}” is gone: {path}</source>
      <translation>Die Datei von „{name}“ ist nicht mehr da: {path}</translation>
    </message>
    <message>
      <location filename="../../plugin/layers/inputs.py" />
      <source>{first} and {count} more</source>
      <translation>{first} und {count} weitere</translation>
    </message>
    <message>
      <location filename="../../plugin/layers/inputs.py" />
      <source>“{name}” can only be read by QGIS: export it to a GeoTIFF first.</source>
      <translation>„{name}“ kann nur QGIS lesen: Exportieren Sie den Layer zuerst als GeoTIFF.</translation>
    </message>
    <message>
      <location filename="../../plugin/layers/inputs.py" />
      <source>“{name}” cannot be opened: its source is missing or damaged.</source>
      <translation>„{name}“ kann nicht geöffnet werden: Die Quelle fehlt oder ist beschädigt.</translation>
    </message>
    <message>
      <location filename="../../plugin/layers/inputs.py" />
      <source>“{name}” comes from a web map service. It delivers pictures, not reflectance; load the product’s files instead.</source>
      <translation>„{name}“ kommt von einem Kartendienst. Der liefert Bilder, keine Reflexion; laden Sie stattdessen die Dateien des Produkts.</translation>
    </message>
    <message>
      <location filename="../../plugin/layers/inputs.py" />
      <source>“{name}” has no file of its own: export it to a GeoTIFF first.</source>
      <translation>„{name}“ hat keine eigene Datei: Exportieren Sie den Layer zuerst als GeoTIFF.</translation>
    </message>
    <message>
      <location filename="../../plugin/layers/inputs.py" />
      <source>“{name}” is not a raster layer.</source>
      <translation>„{name}“ ist kein Rasterlayer.</translation>
    </message>
    <message>
      <location filename="../../plugin/layers/results.py" />
      <source>Change from {threshold} – {name}</source>
      <translation>Veränderung ab {threshold} – {name}</translation>
    </message>
    <message>
      <location filename="../../plugin/layers/results.py" />
      <source>Change – {name}</source>
      <translation>Veränderung – {name}</translation>
    </message>
    <message>
      <location filename="../../plugin/layers/results.py" />
      <source>Confidence – {name}</source>
      <translation>Sicherheit – {name}</translation>
    </message>
    <message>
      <location filename="../../plugin/layers/results.py" />
      <source>Evidence of change – {name}</source>
      <translation>Evidenz der Veränderung – {name}</translation>
    </message>
    <message>
      <location filename="../../plugin/layers/results.py" />
      <source>From → to – {name}</source>
      <translation>Von → nach – {name}</translation>
    </message>
    <message>
      <location filename="../../plugin/layers/results.py" />
      <source>Polygons – {name}</source>
      <translation>Polygone – {name}</translation>
    </message>
    <message>
      <location filename="../../plugin/layers/results.py" />
      <source>These results could not be opened: {names}</source>
      <translation>Diese Ergebnisse konnten nicht geöffnet werden: {names}</translation>
    </message>
    <message>
      <location filename="../../plugin/layers/results.py" />
      <source>{model} – {name}</source>
      <translation>{model} – {name}</translation>
    </message>
    <message>
      <location filename="../../plugin/layers/results.py" />
      <source>{name} – change {time}</source>
      <translation>{name} – Veränderung {time}</translation>
    </message>
    <message>
      <location filename="../../plugin/layers/results.py" />
      <source>{name} – land cover {time}</source>
      <translation>{name} – Landbedeckung {time}</translation>
    </message>
    <message>
      <location filename="../../plugin/layers/run_card.py" />
      <source>Device: {value}</source>
      <translation>Gerät: {value}</translation>
    </message>
    <message>
      <location filename="../../plugin/layers/run_card.py" />
      <source>Input: {names}</source>
      <translation>Eingabe: {names}</translation>
    </message>
    <message>
      <location filename="../../plugin/layers/run_card.py" />
      <source>Made by SpectralGPT.</source>
      <translation>Erzeugt von SpectralGPT.</translation>
    </message>
    <message>
      <location filename="../../plugin/layers/run_card.py" />
      <source>Method: {value}</source>
      <translation>Verfahren: {value}</translation>
    </message>
    <message>
      <location filename="../../plugin/layers/run_card.py" />
      <source>Model: {model}</source>
      <translation>Modell: {model}</translation>
    </message>
    <message>
      <location filename="../../plugin/layers/run_card.py" />
      <source>Parameters: {text}</source>
      <translation>Parameter: {text}</translation>
    </message>
    <message>
      <location filename="../../plugin/layers/run_card.py" />
      <source>Run card</source>
      <translation>Laufzettel</translation>
    </message>
    <message>
      <location filename="../../plugin/layers/run_card.py" />
      <source>Run finished {time}</source>
      <translation>Lauf beendet {time}</translation>
    </message>
    <message>
      <location filename="../../plugin/layers/run_card.py" />
      <source>Temporary file: it is deleted when QGIS is closed. Export the layer to keep it.</source>
      <translation>Temporäre Datei: Sie wird gelöscht, wenn QGIS geschlossen wird. Exportieren Sie den Layer, um ihn zu behalten.</translation>
    </message>
    <message>
      <location filename="../../plugin/main.py" />
      <source>Classify land cover…</source>
      <translation>Landbedeckung klassifizieren…</translation>
    </message>
    <message>
      <location filename="../../plugin/main.py" />
      <source>Detect change…</source>
      <translation>Veränderung erkennen…</translation>
    </message>
    <message>
      <location filename="../../plugin/main.py" />
      <source>Engine…</source>
      <translation>Engine…</translation>
    </message>
    <message>
      <location filename="../../plugin/main.py" />
      <source>Find what changed between two dates</source>
      <translation>Finden, was sich zwischen zwei Zeitpunkten verändert hat</translation>
    </message>
    <message>
      <location filename="../../plugin/main.py" />
      <source>Install the engine…</source>
      <translation>Engine installieren…</translation>
    </message>
    <message>
      <location filename="../../plugin/main.py" />
      <source>Install, test and watch what does the computing</source>
      <translation>Einrichten, testen und beobachten, was das Rechnen übernimmt</translation>
    </message>
    <message>
      <location filename="../../plugin/main.py" />
      <source>Make a land-cover map of a multispectral or hyperspectral layer</source>
      <translation>Eine Landbedeckungskarte aus einem multi- oder hyperspektralen Layer erstellen</translation>
    </message>
    <message>
      <location filename="../../plugin/main.py" />
      <source>Models…</source>
      <translation>Modelle…</translation>
    </message>
    <message>
      <location filename="../../plugin/main.py" />
      <source>See what models there are, get official weights, import files of your own</source>
      <translation>Sehen, welche Modelle es gibt, offizielle Gewichte holen, eigene Dateien importieren</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/base.py" />
      <source>Bands (1=B02,2=B03,…)</source>
      <translation>Kanäle (1=B02,2=B03,…)</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/base.py" />
      <source>Bands are given as 1=B02,2=B03 and so on.</source>
      <translation>Kanäle werden als 1=B02,2=B03 und so weiter angegeben.</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/base.py" />
      <source>Batch size</source>
      <translation>Stapelgröße</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/base.py" />
      <source>Continue an interrupted run</source>
      <translation>Einen unterbrochenen Lauf fortsetzen</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/base.py" />
      <source>Device</source>
      <translation>Gerät</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/base.py" />
      <source>Exporting {name} for the engine…</source>
      <translation>{name} wird für die Engine exportiert…</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/base.py" />
      <source>Give either an extent or polygons as the region, not both.</source>
      <translation>Geben Sie entweder eine Ausdehnung oder Polygone als Gebiet an, nicht beides.</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/base.py" />
      <source>Goes on from the last finished strip of a run with the same parameters and output.</source>
      <translation>Macht nach dem letzten fertigen Streifen eines Laufs mit denselben Parametern und derselben Ausgabe weiter.</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/base.py" />
      <source>How many chips are computed at once. Empty: what fits the device.</source>
      <translation>Wie viele Bildausschnitte auf einmal gerechnet werden. Leer: was zum Gerät passt.</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/base.py" />
      <source>Mask</source>
      <translation>Maske</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/base.py" />
      <source>Mask values (3,8,9,…)</source>
      <translation>Maskenwerte (3,8,9,…)</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/base.py" />
      <source>Mask values are whole numbers with commas between them, such as 3,8,9.</source>
      <translation>Maskenwerte sind ganze Zahlen mit Kommas dazwischen, etwa 3,8,9.</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/base.py" />
      <source>Nodata value</source>
      <translation>Leerwert (Nodata)</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/base.py" />
      <source>Of the official networks: “chip-minmax” as in training, “scene-percentiles” without seams. “auto” takes what the model’s card says.</source>
      <translation>Der offiziellen Netze: „chip-minmax“ wie im Training, „scene-percentiles“ ohne Nähte. „auto“ nimmt, was die Karte des Modells sagt.</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/base.py" />
      <source>One raster with all bands, or several that make up one scene, such as one file a band. Files and product folders (a Sentinel-2 SAFE folder or its zip) can be given by path.</source>
      <translation>Ein Raster mit allen Kanälen oder mehrere, die eine Szene bilden, etwa eine Datei je Kanal. Dateien und Produktordner (ein Sentinel-2-SAFE-Ordner oder dessen Zip) können als Pfad angegeben werden.</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/base.py" />
      <source>Only inside these polygons</source>
      <translation>Nur innerhalb dieser Polygone</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/base.py" />
      <source>Only this part is computed. Numbers (xmin,xmax,ymin,ymax) without a coordinate reference system are in the scene’s own. A polygon layer stands for its polygons.</source>
      <translation>Nur dieser Teil wird berechnet. Zahlen (xmin,xmax,ymin,ymax) ohne Koordinatenbezugssystem gelten in dem der Szene. Ein Polygonlayer steht für seine Polygone.</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/base.py" />
      <source>Overrides the value in the file.</source>
      <translation>Gilt anstelle des Werts in der Datei.</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/base.py" />
      <source>Overwrite existing results</source>
      <translation>Vorhandene Ergebnisse überschreiben</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/base.py" />
      <source>Pixels to leave out, such as clouds: those that are not 0, or that have one of the mask values.</source>
      <translation>Auszulassende Pixel wie Wolken: alle, die nicht 0 sind oder einen der Maskenwerte haben.</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/base.py" />
      <source>Radiometry (scale,offset)</source>
      <translation>Radiometrie (Faktor,Versatz)</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/base.py" />
      <source>Radiometry is two numbers, scale and offset, such as 0.0001,-1000.</source>
      <translation>Die Radiometrie sind zwei Zahlen, Faktor und Versatz, etwa 0.0001,-1000.</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/base.py" />
      <source>Region</source>
      <translation>Gebiet</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/base.py" />
      <source>Says what each band is. Empty: from metadata, band descriptions or file names.</source>
      <translation>Sagt, was jeder Kanal ist. Leer: aus Metadaten, Kanalbeschreibungen oder Dateinamen.</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/base.py" />
      <source>Scaling of the input</source>
      <translation>Skalierung der Eingabe</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/base.py" />
      <source>Smaller patches are joined to what surrounds them; 0 keeps everything.</source>
      <translation>Kleinere Flecken gehen in ihrer Umgebung auf; 0 behält alles.</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/base.py" />
      <source>Smallest area (pixels)</source>
      <translation>Kleinste Fläche (Pixel)</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/base.py" />
      <source>The engine, which does the computing, is not installed yet. Open SpectralGPT ▸ Engine in QGIS and press Install.</source>
      <translation>Die Engine, die das Rechnen übernimmt, ist noch nicht installiert. Öffnen Sie in QGIS SpectralGPT ▸ Engine und klicken Sie auf „Installieren“.</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/base.py" />
      <source>reflectance = (stored number + offset) × scale, for example 0.0001,-1000 for Sentinel-2 since 2022. Empty: from the product’s metadata; where it is silent, 0.0001,0 for integers and 1,0 for floats.</source>
      <translation>Reflexion = (gespeicherte Zahl + Versatz) × Faktor, zum Beispiel 0.0001,-1000 für Sentinel-2 seit 2022. Leer: aus den Metadaten des Produkts; sagen sie nichts, 0.0001,0 für Ganzzahlen und 1,0 für Kommazahlen.</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/base.py" />
      <source>{path} exists already. Choose another name, or tick “Overwrite existing results”.</source>
      <translation>{path} gibt es schon. Wählen Sie einen anderen Namen oder haken Sie „Vorhandene Ergebnisse überschreiben“ an.</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/base.py" />
      <source>{path} is an input; choose another name for the result.</source>
      <translation>{path} ist eine Eingabe; wählen Sie einen anderen Namen für das Ergebnis.</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/base.py" />
      <source>“auto” takes the graphics card where there is one that works.</source>
      <translation>„auto“ nimmt die Grafikkarte, wo es eine gibt, die funktioniert.</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/base.py" />
      <source>“auto” takes the recommended one.</source>
      <translation>„auto“ nimmt das empfohlene.</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/base.py" />
      <source>“{label}” is missing or has a value that cannot be used: {value}</source>
      <translation>„{label}“ fehlt oder hat einen unbrauchbaren Wert: {value}</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/change.py" />
      <source>Bands of the second scene</source>
      <translation>Bänder der zweiten Szene</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/change.py" />
      <source>Changed area (hectares)</source>
      <translation>Veränderte Fläche (Hektar)</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/change.py" />
      <source>Evidence (0–100)</source>
      <translation>Evidenz (0–100)</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/change.py" />
      <source>Evidence of change</source>
      <translation>Evidenz der Veränderung</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/change.py" />
      <source>Finds what changed between two scenes of one place.

The evidence says for every pixel, from 0 to 100, how strongly it changed; the threshold makes the change mask from it. Methods: general; vegetation (loss of vegetation); built-up (new buildings and roads); ir-mad (statistical, for scenes of different sensors or light); spectralgpt (an official change network that you have converted).

From → to classifies both dates and names the transitions. The second scene is brought to the grid of the first. An automatic threshold is not reliable where hardly anything changed; the log says so.</source>
      <translation>Findet, was sich zwischen zwei Szenen eines Ortes verändert hat.

Die Evidenz sagt für jedes Pixel, von 0 bis 100, wie stark es sich verändert hat; der Schwellenwert macht daraus die Veränderungsmaske. Verfahren: general (allgemein); vegetation (Vegetationsverlust); built-up (neue Gebäude und Straßen); ir-mad (statistisch, für Szenen verschiedener Sensoren oder Beleuchtung); spectralgpt (ein umgewandeltes offizielles Netz für Veränderungen).

„Von → nach“ klassifiziert beide Zeitpunkte und benennt die Übergänge. Die zweite Szene wird auf das Gitter der ersten gebracht. Ein automatischer Schwellenwert ist unzuverlässig, wo sich kaum etwas verändert hat; das Protokoll sagt es.</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/change.py" />
      <source>Method</source>
      <translation>Verfahren</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/change.py" />
      <source>Only where the second scene differs; “auto” takes what its files say.</source>
      <translation>Nur wo die zweite Szene abweicht; „auto“ nimmt, was ihre Dateien sagen.</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/change.py" />
      <source>Radiometry of the second scene</source>
      <translation>Radiometrie der zweiten Szene</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/change.py" />
      <source>The threshold is “otsu”, “ki”, or a number from 0 to 100.</source>
      <translation>Der Schwellenwert ist „otsu“, „ki“ oder eine Zahl von 0 bis 100.</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/change.py" />
      <source>Threshold that was used</source>
      <translation>Verwendeter Schwellenwert</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/change.py" />
      <source>Threshold {threshold}: {share:.2f} % of the area changed.</source>
      <translation>Schwellenwert {threshold}: {share:.2f} % der Fläche haben sich verändert.</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/change.py" />
      <source>change detection,difference,two dates,sentinel-2,deforestation,urban growth</source>
      <translation>Veränderungserkennung,Differenz,zwei Zeitpunkte,Sentinel-2,Entwaldung,Siedlungswachstum</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/change.py" />
      <source>“otsu” or “ki” (Kittler-Illingworth) choose it automatically; or a number from 0 to 100. Empty: otsu, and 50 for spectralgpt.</source>
      <translation>„otsu“ oder „ki“ (Kittler-Illingworth) wählen ihn automatisch; oder eine Zahl von 0 bis 100. Leer: otsu, und 50 bei spectralgpt.</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/embed.py" />
      <source>Compute features (embeddings)</source>
      <translation>Merkmale berechnen (Embeddings)</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/embed.py" />
      <source>Describes a scene by the features that a neural network’s encoder computes: hundreds of numbers for each square of 8 × 8 pixels, as the bands of a raster. They serve as input for clustering, similarity search or classifiers of your own.

The raster lies on the scene’s grid with pixels eight times as large. The picture shows the first three principal components as red, green and blue; its colours mean nothing by themselves, but what looks alike to the network has like colours.</source>
      <translation>Beschreibt eine Szene durch die Merkmale, die der Encoder eines neuronalen Netzes berechnet: Hunderte von Zahlen für jedes Quadrat von 8 × 8 Pixeln, als Kanäle eines Rasters. Sie dienen als Eingabe für Clusteranalyse, Ähnlichkeitssuche oder eigene Klassifikatoren.

Das Raster liegt auf dem Gitter der Szene, mit achtmal so großen Pixeln. Das Bild zeigt die ersten drei Hauptkomponenten als Rot, Grün und Blau; seine Farben bedeuten für sich nichts, doch was für das Netz gleich aussieht, hat gleiche Farben.</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/embed.py" />
      <source>Picture of the features</source>
      <translation>Bild der Merkmale</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/embed.py" />
      <source>Precision</source>
      <translation>Genauigkeit</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/embed.py" />
      <source>Scene</source>
      <translation>Szene</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/embed.py" />
      <source>embeddings,features,foundation model,similarity,clustering,sentinel-2</source>
      <translation>Embeddings,Merkmale,Grundlagenmodell,Ähnlichkeit,Clusteranalyse,Sentinel-2</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/embed.py" />
      <source>{count} features for each of {tokens} squares.</source>
      <translation>{count} Merkmale für jedes von {tokens} Quadraten.</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/embed.py" />
      <source>“int8” takes half the space; scale and offset in the file give the values back.</source>
      <translation>„int8“ braucht halb so viel Platz; Skalierung und Versatz in der Datei ergeben wieder die Werte.</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/inputs.py" />
      <source>Choose a raster layer or a file.</source>
      <translation>Wählen Sie einen Rasterlayer oder eine Datei.</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/inputs.py" />
      <source>The region could not be written: {reason}</source>
      <translation>Das Gebiet konnte nicht geschrieben werden: {reason}</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/inputs.py" />
      <source>There is no layer and no file “{value}”.</source>
      <translation>Es gibt weder einen Layer noch eine Datei „{value}“.</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/inputs.py" />
      <source>“{value}” is neither an extent nor a layer.</source>
      <translation>„{value}“ ist weder eine Ausdehnung noch ein Layer.</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/reconstruct.py" />
      <source>Chosen by chance; 0.75 where neither groups nor polygons are given.</source>
      <translation>Zufällig gewählt; 0,75, wenn weder Gruppen noch Polygone angegeben sind.</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/reconstruct.py" />
      <source>Error (reflectance)</source>
      <translation>Fehler (Reflexionsgrad)</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/reconstruct.py" />
      <source>Give a share, spectral groups or polygons, not several of them.</source>
      <translation>Geben Sie einen Anteil, spektrale Gruppen oder Polygone an, nicht mehreres davon.</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/reconstruct.py" />
      <source>Group 1 is B01–B03, 2 is B04–B06, 3 is B07–B8A, 4 is B09–B12.</source>
      <translation>Gruppe 1 ist B01–B03, 2 ist B04–B06, 3 ist B07–B8A, 4 ist B09–B12.</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/reconstruct.py" />
      <source>Hide a share of the tokens</source>
      <translation>Anteil der Tokens verdecken</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/reconstruct.py" />
      <source>Hide spectral groups (1,3,…)</source>
      <translation>Spektrale Gruppen verdecken (1,3,…)</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/reconstruct.py" />
      <source>Hide what these polygons touch</source>
      <translation>Verdecken, was diese Polygone berühren</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/reconstruct.py" />
      <source>Hides parts of a scene from SpectralGPT’s pretraining network and writes what it makes of them: a share of all tokens (squares of 8 × 8 pixels in three bands), whole spectral groups, or the places that polygons touch, such as clouds. What is not hidden stays as it was.

Needs an official pretraining checkpoint (SpectralGPT.pth or SpectralGPT+.pth), imported with the engine’s command “convert”. The error compares with the scene itself; under clouds it means nothing.</source>
      <translation>Verdeckt Teile einer Szene vor dem Vortrainingsnetz von SpectralGPT und schreibt, was es daraus macht: einen Anteil aller Tokens (Quadrate von 8 × 8 Pixeln in drei Kanälen), ganze spektrale Gruppen oder die Stellen, die Polygone berühren, etwa Wolken. Was nicht verdeckt ist, bleibt, wie es war.

Braucht einen offiziellen Checkpoint des Vortrainings (SpectralGPT.pth oder SpectralGPT+.pth), importiert mit dem Befehl „convert“ der Engine. Der Fehler vergleicht mit der Szene selbst; unter Wolken sagt er nichts.</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/reconstruct.py" />
      <source>Reconstruct hidden parts</source>
      <translation>Verdecktes rekonstruieren</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/reconstruct.py" />
      <source>Reconstruction</source>
      <translation>Rekonstruktion</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/reconstruct.py" />
      <source>Reconstruction error</source>
      <translation>Rekonstruktionsfehler</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/reconstruct.py" />
      <source>Seed of the chance</source>
      <translation>Startwert des Zufalls</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/reconstruct.py" />
      <source>Spectra before and after</source>
      <translation>Spektren vorher und nachher</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/reconstruct.py" />
      <source>Spectral groups are whole numbers with commas between them, such as 1,3.</source>
      <translation>Spektrale Gruppen sind ganze Zahlen mit Kommas dazwischen, etwa 1,3.</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/reconstruct.py" />
      <source>The same seed hides the same tokens.</source>
      <translation>Der gleiche Startwert verdeckt die gleichen Tokens.</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/reconstruct.py" />
      <source>reconstruction,masked autoencoder,gap filling,clouds,spectra,sentinel-2</source>
      <translation>Rekonstruktion,maskierter Autoencoder,Lücken füllen,Wolken,Spektren,Sentinel-2</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/reconstruct.py" />
      <source>{band}: {before:.4f} before, {after:.4f} after, error {error:.4f}</source>
      <translation>{band}: {before:.4f} vorher, {after:.4f} nachher, Fehler {error:.4f}</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/segment.py" />
      <source>Classifies the land cover of a multispectral or hyperspectral scene with a neural network.

The result is a raster on the scene’s own grid, with class names, colours, a raster attribute table and a run card that says how it was made. Bands are matched by wavelength, so a scene needs bands that can be identified: from metadata, descriptions or file names, or by the parameter “Bands”.

A run that was cancelled can be continued: same parameters, same output, “Continue an interrupted run”.</source>
      <translation>Klassifiziert die Landbedeckung einer multi- oder hyperspektralen Szene mit einem neuronalen Netz.

Das Ergebnis ist ein Raster auf dem Gitter der Szene, mit Klassennamen, Farben, einer Rasterattributtabelle und einem Laufzettel, der sagt, wie es entstanden ist. Kanäle werden nach Wellenlänge zugeordnet; eine Szene braucht also Kanäle, die sich erkennen lassen: aus Metadaten, Beschreibungen oder Dateinamen oder durch den Parameter „Kanäle“.

Ein abgebrochener Lauf lässt sich fortsetzen: gleiche Parameter, gleiche Ausgabe, „Einen unterbrochenen Lauf fortsetzen“.</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/segment.py" />
      <source>Confidence (percent)</source>
      <translation>Sicherheit (Prozent)</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/segment.py" />
      <source>Land cover polygons</source>
      <translation>Landbedeckung, Polygone</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/segment.py" />
      <source>land cover,land use,classification,segmentation,sentinel-2,deep learning</source>
      <translation>Landbedeckung,Landnutzung,Klassifikation,Segmentierung,Sentinel-2,Deep Learning</translation>
    </message>
  </context>
</TS>
