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
      <source>Save areas</source>
      <translation>Flächen speichern</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/area_panel.py" />
      <source>The run card of this result is gone, and its areas with it.</source>
      <translation>Der Laufzettel dieses Ergebnisses fehlt, und damit auch seine Flächen.</translation>
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
      <source>Confidence</source>
      <translation>Sicherheit</translation>
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
      <source>calibrated</source>
      <translation>kalibriert</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/card_panel.py" />
      <source>calibrated: off by {error} percentage points on average ({data})</source>
      <translation>kalibriert: im Mittel {error} Prozentpunkte daneben ({data})</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/card_panel.py" />
      <source>known once the download begins</source>
      <translation>bekannt, sobald der Download beginnt</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/card_panel.py" />
      <source>not calibrated: it ranks pixels, but is no share of right ones</source>
      <translation>nicht kalibriert: sie ordnet Pixel, ist aber kein Anteil der richtigen</translation>
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
      <source>A network that has learned what lasting change looks like; the evidence is its probability.</source>
      <translation>Ein Netz, das gelernt hat, wie dauerhafte Veränderung aussieht; die Evidenz ist seine Wahrscheinlichkeit.</translation>
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
      <source>As General; then the network learns from this scene’s clearest changes what they look like. More exact, but slower.</source>
      <translation>Wie „Allgemein“; dann lernt das Netz von den deutlichsten Veränderungen dieser Szene, wie sie aussehen. Genauer, aber langsamer.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/change_dialog.py" />
      <source>As trained (from {value} on)</source>
      <translation>Wie trainiert (ab {value})</translation>
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
      <source>General, refined by SpectralGPT</source>
      <translation>Allgemein, verfeinert durch SpectralGPT</translation>
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
      <source>Net&amp;work:</source>
      <translation>&amp;Netz:</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/change_dialog.py" />
      <source>New buildings, roads and other sealed ground.</source>
      <translation>Neue Gebäude, Straßen und andere versiegelte Flächen.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/change_dialog.py" />
      <source>Scali&amp;ng:</source>
      <translation>Skal&amp;ierung:</translation>
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
      <source>Trained network (SpectralGPT)</source>
      <translation>Trainiertes Netz (SpectralGPT)</translation>
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
      <source>{name} – not installed</source>
      <translation>{name} – nicht installiert</translation>
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
      <location filename="../../plugin/gui/csv_export.py" />
      <source>Copy as CSV</source>
      <translation>Als CSV kopieren</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/csv_export.py" />
      <source>Copy the table, with commas and decimal points, for a spreadsheet</source>
      <translation>Tabelle mit Kommas und Dezimalpunkten für eine Tabellenkalkulation kopieren</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/csv_export.py" />
      <source>Save CSV…</source>
      <translation>CSV speichern…</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/csv_export.py" />
      <source>{path} cannot be written: {reason}</source>
      <translation>{path} kann nicht geschrieben werden: {reason}</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/delivery.py" />
      <source>Features of {name}</source>
      <translation>Merkmale von {name}</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/delivery.py" />
      <source>Land cover of {name}</source>
      <translation>Landbedeckung {name}</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/delivery.py" />
      <source>Reconstruction of {name}</source>
      <translation>Rekonstruktion von {name}</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/delivery.py" />
      <source>Scenes of {name}</source>
      <translation>Szenen von {name}</translation>
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
      <location filename="../../plugin/gui/features_dialog.py" />
      <source>&amp;Precision:</source>
      <translation>Gen&amp;auigkeit:</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/features_dialog.py" />
      <source>16 bits (float16)</source>
      <translation>16 Bit (float16)</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/features_dialog.py" />
      <source>8 bits: half the space (int8)</source>
      <translation>8 Bit: halber Platz (int8)</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/features_dialog.py" />
      <source>Compute features</source>
      <translation>Merkmale berechnen</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/features_dialog.py" />
      <source>Picture for the eye</source>
      <translation>Bild fürs Auge</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/features_dialog.py" />
      <source>The first three principal components as red, green and blue: what looks alike to the network has like colours</source>
      <translation>Die ersten drei Hauptkomponenten als Rot, Grün und Blau: Was für das Netz gleich aussieht, hat ähnliche Farben</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/features_dialog.py" />
      <source>With 8 bits, scale and offset in the file give the values back.</source>
      <translation>Bei 8 Bit geben Faktor und Versatz in der Datei die Werte zurück.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/features_dialog.py" />
      <source>{count} numbers for each token, a square of {side} × {side} pixels.</source>
      <translation>{count} Zahlen für jedes Token, ein Quadrat von {side} × {side} Pixeln.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/hiding_choice.py" />
      <source>A share of the tokens, by chance</source>
      <translation>Einen Anteil der Tokens, zufällig</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/hiding_choice.py" />
      <source>A token is a square of 8 × 8 pixels in the bands of one spectral group.</source>
      <translation>Ein Token ist ein Quadrat von 8 × 8 Pixeln in den Kanälen einer spektralen Gruppe.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/hiding_choice.py" />
      <source>All bands there are made from the surroundings. The error compares with what the scene shows there; under a cloud it means nothing.</source>
      <translation>Alle Kanäle werden dort aus der Umgebung ergänzt. Der Fehler vergleicht mit dem, was die Szene dort zeigt; unter einer Wolke besagt er nichts.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/hiding_choice.py" />
      <source>All tokens that these polygons touch are hidden, in all bands.</source>
      <translation>Alle Tokens, die diese Polygone berühren, werden verdeckt, in allen Kanälen.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/hiding_choice.py" />
      <source>Choose at least one spectral group to hide.</source>
      <translation>Wählen Sie mindestens eine spektrale Gruppe zum Verdecken.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/hiding_choice.py" />
      <source>Leave at least one spectral group visible.</source>
      <translation>Lassen Sie mindestens eine spektrale Gruppe sichtbar.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/hiding_choice.py" />
      <source>Seed:</source>
      <translation>Startwert:</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/hiding_choice.py" />
      <source>Spectral groups, everywhere</source>
      <translation>Spektrale Gruppen, überall</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/hiding_choice.py" />
      <source>The network sees the other bands only and makes these from them.</source>
      <translation>Das Netz sieht nur die übrigen Kanäle und ergänzt diese daraus.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/hiding_choice.py" />
      <source>The same seed hides the same tokens.</source>
      <translation>Der gleiche Startwert verdeckt die gleichen Tokens.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/hiding_choice.py" />
      <source>What polygons touch, a cloud say</source>
      <translation>Was Polygone berühren, etwa eine Wolke</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/hiding_choice.py" />
      <source>{number}: {bands} ({low}–{high} nm)</source>
      <translation>{number}: {bands} ({low}–{high} nm)</translation>
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
      <source>Content</source>
      <translation>Inhalt</translation>
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
      <source>The engine is looking into the file…</source>
      <translation>Die Engine sieht sich die Datei an…</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/import_box.py" />
      <source>The engine reads the file without running anything that might be in it, finds out which SpectralGPT network it is, and writes a copy of its own with a card. Your file stays as it is.</source>
      <translation>Die Engine liest die Datei, ohne etwas auszuführen, das darin stecken könnte, stellt fest, welches SpectralGPT-Netz es ist, und schreibt eine eigene Kopie mit einer Karte. Ihre Datei bleibt, wie sie ist.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/import_box.py" />
      <source>Use lower-case letters, digits and hyphens, for example my-segmunich.</source>
      <translation>Verwenden Sie Kleinbuchstaben, Ziffern und Bindestriche, etwa mein-segmunich.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/import_box.py" />
      <source>no model</source>
      <translation>kein Modell</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/import_box.py" />
      <source>not known before the import</source>
      <translation>vor dem Import nicht bekannt</translation>
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
      <source>A classifier of whole images is not here yet, and the authors published none. Convert one that was fine-tuned for EuroSAT or BigEarthNet with SpectralGPT ▸ Models…</source>
      <translation>Ein Klassifikator für ganze Bilder ist noch nicht da, und die Autoren haben keinen veröffentlicht. Wandeln Sie einen für EuroSAT oder BigEarthNet nachtrainierten um: SpectralGPT ▸ Modelle…</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/model_choice.py" />
      <source>Converted from {file}; nothing was measured about it here.</source>
      <translation>Umgewandelt aus {file}; hier wurde nichts daran gemessen.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/model_choice.py" />
      <source>F1 of change</source>
      <translation>F1 der Veränderung</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/model_choice.py" />
      <source>Measured: {score}</source>
      <translation>Gemessen: {score}</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/model_choice.py" />
      <source>Models…</source>
      <translation>Modelle…</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/model_choice.py" />
      <source>Opens the window “Models”, to get, import or look at models.</source>
      <translation>Öffnet das Fenster „Modelle“, um Modelle zu holen, zu importieren oder anzusehen.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/model_choice.py" />
      <source>ROC-AUC</source>
      <translation>ROC-AUC</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/model_choice.py" />
      <source>The authors’ change network (spectralGPT+_54_28.pth) is not here yet. Get and convert it with SpectralGPT ▸ Models…</source>
      <translation>Das Veränderungsnetz der Autoren (spectralGPT+_54_28.pth) ist noch nicht da. Holen und konvertieren Sie es unter SpectralGPT ▸ Modelle…</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/model_choice.py" />
      <source>The trained network that computes</source>
      <translation>Das trainierte Netz, das rechnet</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/model_choice.py" />
      <source>There is no model for this yet. Get one with SpectralGPT ▸ Models…</source>
      <translation>Dafür gibt es noch kein Modell. Holen Sie eines unter SpectralGPT ▸ Modelle…</translation>
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
      <location filename="../../plugin/gui/model_choice.py" />
      <source>mean average precision</source>
      <translation>mittlere Average Precision</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/model_choice.py" />
      <source>none yet</source>
      <translation>noch keines</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/model_choice.py" />
      <source>variance explained</source>
      <translation>erklärte Varianz</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/model_choice.py" />
      <source>{name} (imported)</source>
      <translation>{name} (importiert)</translation>
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
      <source>SpectralGPT for change between two dates</source>
      <translation>SpectralGPT für Veränderungen zwischen zwei Zeitpunkten</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/model_words.py" />
      <source>SpectralGPT for kinds of scenes</source>
      <translation>SpectralGPT für Arten von Szenen</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/model_words.py" />
      <source>SpectralGPT for land cover or land use</source>
      <translation>SpectralGPT für Landbedeckung oder Landnutzung</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/model_words.py" />
      <source>SpectralGPT, pretrained: for features and reconstruction</source>
      <translation>SpectralGPT, vortrainiert: für Merkmale und Rekonstruktion</translation>
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
      <source>{network}, {count} classes</source>
      <translation>{network}, {count} Klassen</translation>
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
      <location filename="../../plugin/gui/network_dialog.py" />
      <source>&amp;Model:</source>
      <translation>&amp;Modell:</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/network_dialog.py" />
      <source>Input passport</source>
      <translation>Steckbrief der Eingabe</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/network_dialog.py" />
      <source>S&amp;cene:</source>
      <translation>S&amp;zene:</translation>
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
      <source>No scene yet</source>
      <translation>Noch keine Szene</translation>
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
      <location filename="../../plugin/gui/polygon_choice.py" />
      <source>Selected features only</source>
      <translation>Nur gewählte Objekte</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/polygon_choice.py" />
      <source>Selected features only ({count})</source>
      <translation>Nur gewählte Objekte ({count})</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/polygon_choice.py" />
      <source>The project has no polygon layer.</source>
      <translation>Das Projekt hat keinen Polygonlayer.</translation>
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
      <location filename="../../plugin/gui/recipe_choice.py" />
      <source>Automatic: {choice}</source>
      <translation>Automatisch: {choice}</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/recipe_choice.py" />
      <source>BigEarthNet</source>
      <translation>BigEarthNet</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/recipe_choice.py" />
      <source>BigEarthNet, standardised</source>
      <translation>BigEarthNet, standardisiert</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/recipe_choice.py" />
      <source>Each image’s bands are scaled by their own smallest and largest value.</source>
      <translation>Jeder Kanal eines Bildes wird mit dessen eigenem kleinstem und größtem Wert skaliert.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/recipe_choice.py" />
      <source>EuroSAT, bands in the model’s order</source>
      <translation>EuroSAT, Kanäle in der Reihenfolge des Modells</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/recipe_choice.py" />
      <source>EuroSAT, bands in the order of its files</source>
      <translation>EuroSAT, Kanäle wie in den Dateien geordnet</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/recipe_choice.py" />
      <source>EuroSAT, order of its files, standardised</source>
      <translation>EuroSAT, wie in den Dateien, standardisiert</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/recipe_choice.py" />
      <source>EuroSAT’s files have B8A last, and the official training reads them so, with B10 and without B11.</source>
      <translation>In den Dateien von EuroSAT steht B8A am Ende; das offizielle Training liest sie so, mit B10 und ohne B11.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/recipe_choice.py" />
      <source>For a training that sorted the bands by wavelength.</source>
      <translation>Für ein Training, das die Kanäle nach Wellenlänge geordnet hat.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/recipe_choice.py" />
      <source>One label for each image; bands in the model’s order, scaled image by image.</source>
      <translation>Eine Klasse je Bild; Kanäle in der Reihenfolge des Modells, Bild für Bild skaliert.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/recipe_choice.py" />
      <source>Other images: the classes get numbers</source>
      <translation>Andere Bilder: die Klassen werden nummeriert</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/recipe_choice.py" />
      <source>Values are scaled by the mean and deviation of BigEarthNet’s bands.</source>
      <translation>Die Werte werden mit Mittelwert und Streuung der Kanäle von BigEarthNet skaliert.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/recipe_choice.py" />
      <source>Values are scaled by the mean and deviation of EuroSAT’s bands.</source>
      <translation>Die Werte werden mit Mittelwert und Streuung der Kanäle von EuroSAT skaliert.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/reconstruct_dialog.py" />
      <source>Error map</source>
      <translation>Fehlerkarte</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/reconstruct_dialog.py" />
      <source>H&amp;ide:</source>
      <translation>Ver&amp;decken:</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/reconstruct_dialog.py" />
      <source>How far the reconstruction is off, in reflectance, for each pixel</source>
      <translation>Wie weit die Rekonstruktion danebenliegt, als Reflexionsgrad, für jedes Pixel</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/reconstruct_dialog.py" />
      <source>Mean spectra of the hidden parts as a CSV file; the panel shows them in any case</source>
      <translation>Mittlere Spektren der verdeckten Teile als CSV-Datei; das Bedienfeld zeigt sie in jedem Fall</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/reconstruct_dialog.py" />
      <source>Reconstruct hidden parts</source>
      <translation>Verdecktes rekonstruieren</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/reconstruct_dialog.py" />
      <source>Table of spectra</source>
      <translation>Tabelle der Spektren</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/scaling_choice.py" />
      <source>As trained: square by square</source>
      <translation>Wie trainiert: Quadrat für Quadrat</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/scaling_choice.py" />
      <source>Each square that the network sees is stretched by its own darkest and brightest values, as in training; neighbouring squares may not match.</source>
      <translation>Jedes Quadrat, das das Netz sieht, wird wie im Training nach seinen eigenen dunkelsten und hellsten Werten gestreckt; benachbarte Quadrate passen vielleicht nicht zusammen.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/scaling_choice.py" />
      <source>No seams: the whole scene alike</source>
      <translation>Ohne Nähte: die ganze Szene gleich</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/scaling_choice.py" />
      <source>The same stretch (2nd to 98th percentile) everywhere, so that squares match; the network was not trained with it.</source>
      <translation>Überall die gleiche Streckung (2. bis 98. Perzentil), damit die Quadrate zusammenpassen; so wurde das Netz nicht trainiert.</translation>
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
      <location filename="../../plugin/gui/scenes_dialog.py" />
      <source>A label holds where the model gives it at least this probability.</source>
      <translation>Eine Klasse gilt, wo das Modell ihr mindestens diese Wahrscheinlichkeit gibt.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/scenes_dialog.py" />
      <source>C&amp;lassify:</source>
      <translation>K&amp;lassifizieren:</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/scenes_dialog.py" />
      <source>Classify scenes</source>
      <translation>Szenen klassifizieren</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/segment_dialog.py" />
      <source>A layer of how sure the model is, 0 to 100 percent. If the model is calibrated (see Models…), about 80 of 100 pixels with 80 percent are right.</source>
      <translation>Ein Layer, der sagt, wie sicher das Modell ist, 0 bis 100 Prozent. Ist das Modell kalibriert (siehe Modelle…), so stimmen von 100 Pixeln mit 80 Prozent etwa 80.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/segment_dialog.py" />
      <source>Classify land cover</source>
      <translation>Landbedeckung klassifizieren</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/segment_dialog.py" />
      <source>Polygons</source>
      <translation>Polygone</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/segment_dialog.py" />
      <source>The classes’ outlines as a vector layer</source>
      <translation>Die Umrisse der Klassen als Vektorlayer</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/spectra_panel.py" />
      <source>&lt;b&gt;Error {error}&lt;/b&gt; in reflectance, over {count} hidden values</source>
      <translation>&lt;b&gt;Fehler {error}&lt;/b&gt; (Reflexionsgrad) über {count} verdeckte Werte</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/spectra_panel.py" />
      <source>Choose a reconstruction’s layer to see its spectra.</source>
      <translation>Wählen Sie den Layer einer Rekonstruktion, um ihre Spektren zu sehen.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/spectra_panel.py" />
      <source>Error</source>
      <translation>Fehler</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/spectra_panel.py" />
      <source>Mean of the hidden pixels; the numbers at the top are the spectral groups.</source>
      <translation>Mittel der verdeckten Pixel; die Zahlen oben sind die spektralen Gruppen.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/spectra_panel.py" />
      <source>Root mean square error of the hidden pixels, in reflectance</source>
      <translation>Wurzel des mittleren quadratischen Fehlers der verdeckten Pixel, als Reflexionsgrad</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/spectra_panel.py" />
      <source>Save spectra</source>
      <translation>Spektren speichern</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/spectra_panel.py" />
      <source>Spectra before and after – SpectralGPT</source>
      <translation>Spektren vorher und nachher – SpectralGPT</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/spectra_panel.py" />
      <source>nm</source>
      <translation>nm</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/spectra_plot.py" />
      <source>Wavelength (nm)</source>
      <translation>Wellenlänge (nm)</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/spectra_plot.py" />
      <source>after</source>
      <translation>nachher</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/spectra_plot.py" />
      <source>before</source>
      <translation>vorher</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/spectra_plot.py" />
      <source>{band}, {wavelength} nm: {before} before, {after} after</source>
      <translation>{band}, {wavelength} nm: vorher {before}, nachher {after}</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/target_choice.py" />
      <source> m</source>
      <translation> m</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/target_choice.py" />
      <source>Cells of a grid</source>
      <translation>Zellen eines Gitters</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/target_choice.py" />
      <source>Cells: {count}.</source>
      <translation>Zellen: {count}.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/target_choice.py" />
      <source>Each of these polygons gets a label and keeps its attributes.</source>
      <translation>Jedes dieser Polygone bekommt eine Klasse und behält seine Attribute.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/target_choice.py" />
      <source>Side of a cell; cells begin at multiples of it</source>
      <translation>Seitenlänge einer Zelle; Zellen beginnen bei Vielfachen davon</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/target_choice.py" />
      <source>The model learned from {metres} m.</source>
      <translation>Das Modell hat an {metres} m gelernt.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/target_choice.py" />
      <source>The model learned from {metres} m; its answers get worse at such another scale.</source>
      <translation>Das Modell hat an {metres} m gelernt; in einem so anderen Maßstab antwortet es schlechter.</translation>
    </message>
    <message>
      <location filename="../../plugin/gui/target_choice.py" />
      <source>Very small polygons are shown with their surroundings, very large ones cut into cells.</source>
      <translation>Sehr kleine Polygone werden mit ihrer Umgebung gezeigt, sehr große in Zellen zerlegt.</translation>
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
      <source>No polygon of “{name}” is selected.</source>
      <translation>In „{name}“ ist kein Polygon gewählt.</translation>
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
      <location filename="../../plugin/layers/region.py" />
      <source>The area cannot be brought into the scene’s coordinate system.</source>
      <translation>Das Gebiet lässt sich nicht in das Koordinatensystem der Szene umrechnen.</translation>
    </message>
    <message>
      <location filename="../../plugin/layers/region.py" />
      <source>The polygons of “{name}” lie outside the scene.</source>
      <translation>Die Polygone von „{name}“ liegen außerhalb der Szene.</translation>
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
      <source>Features by {model} – {name}</source>
      <translation>Merkmale nach {model} – {name}</translation>
    </message>
    <message>
      <location filename="../../plugin/layers/results.py" />
      <source>From → to – {name}</source>
      <translation>Von → nach – {name}</translation>
    </message>
    <message>
      <location filename="../../plugin/layers/results.py" />
      <source>Picture of the features – {name}</source>
      <translation>Bild der Merkmale – {name}</translation>
    </message>
    <message>
      <location filename="../../plugin/layers/results.py" />
      <source>Polygons – {name}</source>
      <translation>Polygone – {name}</translation>
    </message>
    <message>
      <location filename="../../plugin/layers/results.py" />
      <source>Reconstruction error – {name}</source>
      <translation>Rekonstruktionsfehler – {name}</translation>
    </message>
    <message>
      <location filename="../../plugin/layers/results.py" />
      <source>Reconstruction – {name}</source>
      <translation>Rekonstruktion – {name}</translation>
    </message>
    <message>
      <location filename="../../plugin/layers/results.py" />
      <source>Spectra before and after – {name}</source>
      <translation>Spektren vorher und nachher – {name}</translation>
    </message>
    <message>
      <location filename="../../plugin/layers/results.py" />
      <source>These results could not be opened: {names}</source>
      <translation>Diese Ergebnisse konnten nicht geöffnet werden: {names}</translation>
    </message>
    <message>
      <location filename="../../plugin/layers/results.py" />
      <source>group {numbers}</source>
      <translation>Gruppe {numbers}</translation>
    </message>
    <message>
      <location filename="../../plugin/layers/results.py" />
      <source>groups {numbers}</source>
      <translation>Gruppen {numbers}</translation>
    </message>
    <message>
      <location filename="../../plugin/layers/results.py" />
      <source>parts</source>
      <translation>Teile</translation>
    </message>
    <message>
      <location filename="../../plugin/layers/results.py" />
      <source>polygons</source>
      <translation>Polygone</translation>
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
      <source>{name} – features {time}</source>
      <translation>{name} – Merkmale {time}</translation>
    </message>
    <message>
      <location filename="../../plugin/layers/results.py" />
      <source>{name} – land cover {time}</source>
      <translation>{name} – Landbedeckung {time}</translation>
    </message>
    <message>
      <location filename="../../plugin/layers/results.py" />
      <source>{name} – reconstruction ({hidden} hidden) {time}</source>
      <translation>{name} – Rekonstruktion ({hidden} verdeckt) {time}</translation>
    </message>
    <message>
      <location filename="../../plugin/layers/results.py" />
      <source>{name} – scenes {time}</source>
      <translation>{name} – Szenen {time}</translation>
    </message>
    <message>
      <location filename="../../plugin/layers/results.py" />
      <source>{percent} %</source>
      <translation>{percent} %</translation>
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
      <location filename="../../plugin/layers/scene_styles.py" />
      <source>All labels (English)</source>
      <translation>Alle Klassen (englisch)</translation>
    </message>
    <message>
      <location filename="../../plugin/layers/scene_styles.py" />
      <source>Code</source>
      <translation>Code</translation>
    </message>
    <message>
      <location filename="../../plugin/layers/scene_styles.py" />
      <source>Confidence (%)</source>
      <translation>Sicherheit (%)</translation>
    </message>
    <message>
      <location filename="../../plugin/layers/scene_styles.py" />
      <source>Hectares</source>
      <translation>Hektar</translation>
    </message>
    <message>
      <location filename="../../plugin/layers/scene_styles.py" />
      <source>Label</source>
      <translation>Klasse</translation>
    </message>
    <message>
      <location filename="../../plugin/layers/scene_styles.py" />
      <source>Second (%)</source>
      <translation>Zweite (%)</translation>
    </message>
    <message>
      <location filename="../../plugin/layers/scene_styles.py" />
      <source>Second label</source>
      <translation>Zweite Klasse</translation>
    </message>
    <message>
      <location filename="../../plugin/layers/scene_styles.py" />
      <source>Seen (%)</source>
      <translation>Gesehen (%)</translation>
    </message>
    <message>
      <location filename="../../plugin/layers/scene_styles.py" />
      <source>Shown as</source>
      <translation>Gezeigt als</translation>
    </message>
    <message>
      <location filename="../../plugin/layers/scene_styles.py" />
      <source>Third (%)</source>
      <translation>Dritte (%)</translation>
    </message>
    <message>
      <location filename="../../plugin/layers/scene_styles.py" />
      <source>Third label</source>
      <translation>Dritte Klasse</translation>
    </message>
    <message>
      <location filename="../../plugin/main.py" />
      <source>Classify land cover…</source>
      <translation>Landbedeckung klassifizieren…</translation>
    </message>
    <message>
      <location filename="../../plugin/main.py" />
      <source>Classify scenes…</source>
      <translation>Szenen klassifizieren…</translation>
    </message>
    <message>
      <location filename="../../plugin/main.py" />
      <source>Compute features…</source>
      <translation>Merkmale berechnen…</translation>
    </message>
    <message>
      <location filename="../../plugin/main.py" />
      <source>Describe each place by what a network sees in it, for clustering and similarity</source>
      <translation>Jede Stelle durch das beschreiben, was ein Netz in ihr sieht, für Clusteranalyse und Ähnlichkeitssuche</translation>
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
      <source>Hide parts of a scene and let SpectralGPT fill them in</source>
      <translation>Teile einer Szene verdecken und von SpectralGPT ergänzen lassen</translation>
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
      <source>Label the cells of a grid, or polygons, by what each shows as a whole</source>
      <translation>Zellen eines Gitters oder Polygone nach dem klassifizieren, was jede als Ganzes zeigt</translation>
    </message>
    <message>
      <location filename="../../plugin/main.py" />
      <source>Make a land-cover map of a multispectral or hyperspectral layer</source>
      <translation>Eine Landbedeckungskarte aus einem multi- oder hyperspektralen Layer erstellen</translation>
    </message>
    <message>
      <location filename="../../plugin/main.py" />
      <source>Reconstruct hidden parts…</source>
      <translation>Verdeckte Teile rekonstruieren…</translation>
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

The evidence says for every pixel, from 0 to 100, how strongly it changed; the threshold makes the change mask from it. Methods: general; refined (general, and then the land-cover network learns from the scene's clearest changes; slower); vegetation (loss of vegetation); built-up (new buildings and roads); ir-mad (statistical, for scenes of different sensors or light); spectralgpt (a network that was trained to find change: ours, where it is shipped, or one that you have converted).

From → to classifies both dates and names the transitions. The second scene is brought to the grid of the first. An automatic threshold is not reliable where hardly anything changed; the log says so.</source>
      <translation>Findet, was sich zwischen zwei Szenen eines Ortes verändert hat.

Die Evidenz sagt für jedes Pixel, von 0 bis 100, wie stark es sich verändert hat; der Schwellenwert macht daraus die Veränderungsmaske. Verfahren: general (allgemein); refined (allgemein, dann lernt das Landbedeckungsnetz von den deutlichsten Veränderungen der Szene; langsamer); vegetation (Vegetationsverlust); built-up (neue Gebäude und Straßen); ir-mad (statistisch, für Szenen verschiedener Sensoren oder Beleuchtung); spectralgpt (ein Netz, das gelernt hat, Veränderungen zu finden: unseres, wo es mitgeliefert wird, oder ein umgewandeltes).

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
      <source>Spectral groups</source>
      <translation>Spektrale Gruppen</translation>
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
      <source>“all-bands” is an experiment with imported pretraining networks: all bands of the scene, also those between Sentinel-2’s, in groups of three by wavelength. The network was not trained for that.</source>
      <translation>„all-bands“ ist ein Versuch mit importierten Vortrainingsnetzen: alle Kanäle der Szene, auch die zwischen denen von Sentinel-2, nach Wellenlänge in Dreiergruppen. Dafür wurde das Netz nicht trainiert.</translation>
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
      <location filename="../../plugin/processing/network_input.py" />
      <source>Chip size (pixels)</source>
      <translation>Größe der Bildausschnitte (Pixel)</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/network_input.py" />
      <source>Of the official networks: by these responses the narrow bands of a hyperspectral scene are brought to Sentinel-2’s. A CSV table, such as ESA’s spreadsheet of them: wavelength in nanometres, then a column for each band (B02 or S2A_SR_AV_B2). Empty: Gaussians of centre and width.</source>
      <translation>Der offiziellen Netze: Nach diesen Empfindlichkeiten werden die schmalen Kanäle einer hyperspektralen Szene auf die von Sentinel-2 umgerechnet. Eine CSV-Tabelle, etwa aus der Tabelle der ESA: Wellenlänge in Nanometern, dann eine Spalte je Kanal (B02 oder S2A_SR_AV_B2). Leer: Gaußkurven aus Mitte und Breite.</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/network_input.py" />
      <source>Of the official networks: side of the square that is seen at once, a multiple of 8 from 32 to 512. Empty: the size of the training, which is the only official one.</source>
      <translation>Der offiziellen Netze: Seitenlänge des Quadrats, das auf einmal gesehen wird, ein Vielfaches von 8 zwischen 32 und 512. Leer: die Größe aus dem Training; nur sie ist offiziell.</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/network_input.py" />
      <source>Spectral responses of Sentinel-2</source>
      <translation>Spektrale Empfindlichkeiten von Sentinel-2</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/network_input.py" />
      <source>The chip size is a multiple of {step}.</source>
      <translation>Die Größe der Bildausschnitte ist ein Vielfaches von {step}.</translation>
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
      <source>Hides parts of a scene from a network that was trained to fill them in, and writes what it makes of them: a share of all tokens (squares of 8 × 8 pixels of a spectral group), whole spectral groups, or the places that polygons touch, such as clouds. What is not hidden stays as it was.

The error compares with the scene itself; under clouds it means nothing.</source>
      <translation>Verdeckt Teile einer Szene vor einem Netz, das gelernt hat, sie zu ergänzen, und schreibt, was es daraus macht: einen Anteil aller Tokens (Quadrate von 8 × 8 Pixeln einer spektralen Gruppe), ganze spektrale Gruppen oder die Stellen, die Polygone berühren, etwa Wolken. Was nicht verdeckt ist, bleibt, wie es war.

Der Fehler vergleicht mit der Szene selbst; unter Wolken bedeutet er nichts.</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/reconstruct.py" />
      <source>Of the shipped network 1 is the visible bands, 2 the near and 3 the short-wave infrared; of the official ones 1 is B01–B03, 2 is B04–B06, 3 is B07–B8A, 4 is B09–B12.</source>
      <translation>Beim mitgelieferten Netz sind 1 die sichtbaren Kanäle, 2 das nahe und 3 das kurzwellige Infrarot; bei den offiziellen ist 1 B01–B03, 2 B04–B06, 3 B07–B8A, 4 B09–B12.</translation>
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
      <source>reconstruction,masked autoencoder,gap filling,clouds,spectra,sentinel-2</source>
      <translation>Rekonstruktion,maskierter Autoencoder,Lücken füllen,Wolken,Spektren,Sentinel-2</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/reconstruct.py" />
      <source>{band}: {before:.4f} before, {after:.4f} after, error {error:.4f}</source>
      <translation>{band}: {before:.4f} vorher, {after:.4f} nachher, Fehler {error:.4f}</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/scenes.py" />
      <source>Classify scenes (cells or polygons)</source>
      <translation>Szenen klassifizieren (Zellen oder Polygone)</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/scenes.py" />
      <source>Empty: the size of the images that the model learned from, 640 m for EuroSAT.</source>
      <translation>Leer: die Größe der Bilder, an denen das Modell gelernt hat, 640 m bei EuroSAT.</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/scenes.py" />
      <source>Give either the size of a cell or polygons, not both.</source>
      <translation>Geben Sie entweder die Größe einer Zelle oder Polygone an, nicht beides.</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/scenes.py" />
      <source>Label these polygons instead of cells</source>
      <translation>Statt Zellen diese Polygone klassifizieren</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/scenes.py" />
      <source>Labelled cells or polygons</source>
      <translation>Klassifizierte Zellen oder Polygone</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/scenes.py" />
      <source>Labels each cell of a grid, or each polygon of a layer, by what it shows as a whole, with a neural network: with one label (such as the 10 of EuroSAT) or several at once (such as the 19 of BigEarthNet).

The result is a layer of polygons with the likeliest label, its code and its confidence, the second and third, and the probability of every class, all in percent. Cells and polygons of which less than half can be seen are left out; the log counts them.

The classifier that is part of the plugin knows EuroSAT’s 10 kinds of scenes. A fine-tuned SpectralGPT checkpoint, such as one for BigEarthNet, is imported with the engine’s command “convert”.</source>
      <translation>Gibt jeder Zelle eines Gitters oder jedem Polygon eines Layers mit einem neuronalen Netz die Klasse dessen, was sie als Ganzes zeigt: eine Klasse (etwa die 10 von EuroSAT) oder mehrere zugleich (etwa die 19 von BigEarthNet).

Das Ergebnis ist ein Polygonlayer mit der wahrscheinlichsten Klasse, ihrem Code und ihrer Sicherheit, der zweiten und dritten und der Wahrscheinlichkeit jeder Klasse, alles in Prozent. Zellen und Polygone, von denen weniger als die Hälfte zu sehen ist, entfallen; das Protokoll zählt sie.

Der Klassifikator, der zum Plugin gehört, kennt die 10 Szenenarten von EuroSAT. Ein nachtrainierter SpectralGPT-Checkpoint, etwa für BigEarthNet, wird mit dem Befehl „convert“ der Engine importiert.</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/scenes.py" />
      <source>Of models that give several labels at once: the probability that a label needs to hold. Empty: 0.5.</source>
      <translation>Bei Modellen, die mehrere Klassen zugleich vergeben: die Wahrscheinlichkeit, ab der eine Klasse gilt. Leer: 0,5.</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/scenes.py" />
      <source>Size of a cell (metres)</source>
      <translation>Größe einer Zelle (Meter)</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/scenes.py" />
      <source>They keep their attributes. Very large ones are cut into cells, whose answers are averaged.</source>
      <translation>Sie behalten ihre Attribute. Sehr große werden in Zellen zerlegt, deren Antworten gemittelt werden.</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/scenes.py" />
      <source>Threshold of several labels</source>
      <translation>Schwelle bei mehreren Klassen</translation>
    </message>
    <message>
      <location filename="../../plugin/processing/scenes.py" />
      <source>scene classification,eurosat,bigearthnet,grid,parcels,labels,sentinel-2</source>
      <translation>Szenenklassifikation,EuroSAT,BigEarthNet,Gitter,Flurstücke,Klassen,Sentinel-2</translation>
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
  <context>
    <name>SpectralGPT engine</name>
    <message>
      <location filename="../../models/calibration.py" />
      <source>The card of {id} gives {value} as the temperature of its probabilities, which is no number from {coldest} to {hottest}.</source>
      <translation>Die Karte von {id} nennt {value} als Temperatur ihrer Wahrscheinlichkeiten; das ist keine Zahl von {coldest} bis {hottest}.</translation>
    </message>
    <message>
      <location filename="../../models/catalog.py" />
      <source>Bands that the scene lacks and the model does without: {listed}.</source>
      <translation>Kanäle, die der Szene fehlen und ohne die das Modell auskommt: {listed}.</translation>
    </message>
    <message>
      <location filename="../../models/catalog.py" />
      <source>Choose one of them: {there}.</source>
      <translation>Wählen Sie eines davon: {there}.</translation>
    </message>
    <message>
      <location filename="../../models/catalog.py" />
      <source>Convert or import the weights again.</source>
      <translation>Konvertieren oder importieren Sie die Gewichte neu.</translation>
    </message>
    <message>
      <location filename="../../models/catalog.py" />
      <source>Get official weights (python -m models fetch ID), or convert a file that you have.</source>
      <translation>Offizielle Gewichte holen (python -m models fetch ID) oder eine vorhandene Datei konvertieren.</translation>
    </message>
    <message>
      <location filename="../../models/catalog.py" />
      <source>Install the plugin again.</source>
      <translation>Installieren Sie die Erweiterung neu.</translation>
    </message>
    <message>
      <location filename="../../models/catalog.py" />
      <source>Models that are there: {there}.</source>
      <translation>Vorhandene Modelle: {there}.</translation>
    </message>
    <message>
      <location filename="../../models/catalog.py" />
      <source>Say which bands are which with the band table or --bands; the model knows {known}.</source>
      <translation>Sagen Sie in der Kanaltabelle oder mit --bands, welcher Kanal welcher ist; das Modell kennt {known}.</translation>
    </message>
    <message>
      <location filename="../../models/catalog.py" />
      <source>The card of {id} names class {code}, which {scheme} does not have.</source>
      <translation>Die Karte von {id} nennt die Klasse {code}, die es in {scheme} nicht gibt.</translation>
    </message>
    <message>
      <location filename="../../models/catalog.py" />
      <source>The model card {name} cannot be read: {error}.</source>
      <translation>Die Modellkarte {name} ist nicht lesbar: {error}.</translation>
    </message>
    <message>
      <location filename="../../models/catalog.py" />
      <source>The scene has {taken} of the bands that {id} knows; it needs {fewest}.</source>
      <translation>Die Szene hat {taken} der Kanäle, die {id} kennt; nötig sind {fewest}.</translation>
    </message>
    <message>
      <location filename="../../models/catalog.py" />
      <source>The weights of {id} do not fit their card.</source>
      <translation>Die Gewichte von {id} passen nicht zu ihrer Karte.</translation>
    </message>
    <message>
      <location filename="../../models/catalog.py" />
      <source>The weights {weights} are not there.</source>
      <translation>Die Gewichte {weights} sind nicht da.</translation>
    </message>
    <message>
      <location filename="../../models/catalog.py" />
      <source>The weights {weights} are not those that their card describes (SHA-256 differs).</source>
      <translation>Die Gewichte {weights} sind nicht die, die ihre Karte beschreibt (SHA-256 weicht ab).</translation>
    </message>
    <message>
      <location filename="../../models/catalog.py" />
      <source>There are several models for {task}.</source>
      <translation>Es gibt mehrere Modelle für {task}.</translation>
    </message>
    <message>
      <location filename="../../models/catalog.py" />
      <source>There is no model for {task}.</source>
      <translation>Es gibt kein Modell für {task}.</translation>
    </message>
    <message>
      <location filename="../../models/catalog.py" />
      <source>There is no model {model_id!r} for {task}.</source>
      <translation>Es gibt kein Modell {model_id!r} für {task}.</translation>
    </message>
    <message>
      <location filename="../../models/catalog.py" />
      <source>This version cannot run {id}.</source>
      <translation>Diese Version kann {id} nicht ausführen.</translation>
    </message>
    <message>
      <location filename="../../models/catalog.py" />
      <source>Update the plugin.</source>
      <translation>Aktualisieren Sie die Erweiterung.</translation>
    </message>
    <message>
      <location filename="../../models/catalog.py" />
      <source>Without a near-infrared band the map is unreliable: vegetation and water look alike.</source>
      <translation>Ohne einen Kanal im nahen Infrarot ist die Karte unzuverlässig: Vegetation und Wasser sehen gleich aus.</translation>
    </message>
    <message>
      <location filename="../../models/change/evidence.py" />
      <source>Known: {listed}.</source>
      <translation>Bekannt sind: {listed}.</translation>
    </message>
    <message>
      <location filename="../../models/change/evidence.py" />
      <source>There is no method {method!r}.</source>
      <translation>Eine Methode {method!r} gibt es nicht.</translation>
    </message>
    <message>
      <location filename="../../models/change/from_to.py" />
      <source>Choose another model.</source>
      <translation>Wählen Sie ein anderes Modell.</translation>
    </message>
    <message>
      <location filename="../../models/change/from_to.py" />
      <source>The model has more than {most} classes, too many for a from-to map.</source>
      <translation>Das Modell hat mehr als {most} Klassen, zu viele für eine Von-nach-Karte.</translation>
    </message>
    <message>
      <location filename="../../models/change/irmad.py" />
      <source>Choose the method general.</source>
      <translation>Wählen Sie das allgemeine Verfahren.</translation>
    </message>
    <message>
      <location filename="../../models/change/irmad.py" />
      <source>IR-MAD needs more than {least} pixels that are valid at both dates; there are {count}.</source>
      <translation>IR-MAD braucht mehr als {least} Pixel, die zu beiden Zeitpunkten gültig sind; es gibt {count}.</translation>
    </message>
    <message>
      <location filename="../../models/change/mapping.py" />
      <source>Comparing the dates</source>
      <translation>Zeitpunkte werden verglichen</translation>
    </message>
    <message>
      <location filename="../../models/change/matching.py" />
      <source>Choose scenes of sensors with the same bands, or say what the bands are.</source>
      <translation>Wählen Sie Szenen von Sensoren mit gleichen Kanälen, oder sagen Sie, was die Kanäle sind.</translation>
    </message>
    <message>
      <location filename="../../models/change/matching.py" />
      <source>The two dates have too few bands in common: {common}; at least {fewest} are needed.</source>
      <translation>Die beiden Zeitpunkte haben zu wenige gemeinsame Kanäle: {common}; mindestens {fewest} sind nötig.</translation>
    </message>
    <message>
      <location filename="../../models/change/measures.py" />
      <source>Choose the method general, or say what the bands are.</source>
      <translation>Wählen Sie das allgemeine Verfahren, oder sagen Sie, was die Kanäle sind.</translation>
    </message>
    <message>
      <location filename="../../models/change/measures.py" />
      <source>The method {method!r} needs a {missing} band at both dates.</source>
      <translation>Das Verfahren {method!r} braucht zu beiden Zeitpunkten einen Kanal „{missing}“.</translation>
    </message>
    <message>
      <location filename="../../models/change/measures.py" />
      <source>There is no red or no green band at both dates: the bands are compared as they are.</source>
      <translation>Es gibt nicht zu beiden Zeitpunkten einen roten und einen grünen Kanal: Die Kanäle werden verglichen, wie sie sind.</translation>
    </message>
    <message>
      <location filename="../../models/change/measures.py" />
      <source>There is no short-wave infrared at both dates: change is seen in visible light alone.</source>
      <translation>Kurzwelliges Infrarot gibt es nicht zu beiden Zeitpunkten: Veränderung wird nur im sichtbaren Licht gesehen.</translation>
    </message>
    <message>
      <location filename="../../models/change/measures.py" />
      <source>There is no short-wave infrared at both dates: loss is seen in greenness alone.</source>
      <translation>Kurzwelliges Infrarot gibt es nicht zu beiden Zeitpunkten: Verlust wird nur am Grün erkannt.</translation>
    </message>
    <message>
      <location filename="../../models/change/network.py" />
      <source>Sampling both dates</source>
      <translation>Stichprobe beider Zeitpunkte</translation>
    </message>
    <message>
      <location filename="../../models/change/pairs.py" />
      <source>Look at nodata values, masks and the region.</source>
      <translation>Prüfen Sie Nodata-Werte, Masken und Gebiet.</translation>
    </message>
    <message>
      <location filename="../../models/change/pairs.py" />
      <source>No pixel is valid at both dates.</source>
      <translation>Kein Pixel ist zu beiden Zeitpunkten gültig.</translation>
    </message>
    <message>
      <location filename="../../models/change/refinement.py" />
      <source>Learning what changed</source>
      <translation>Lernt, was sich verändert hat</translation>
    </message>
    <message>
      <location filename="../../models/change/refinement.py" />
      <source>Leave the model out, or choose one that comes with the plugin.</source>
      <translation>Lassen Sie das Modell weg oder wählen Sie eines, das mit dem Plugin kommt.</translation>
    </message>
    <message>
      <location filename="../../models/change/refinement.py" />
      <source>{model} gives no features of pixels to learn from.</source>
      <translation>{model} liefert keine Merkmale der Pixel, von denen gelernt werden könnte.</translation>
    </message>
    <message>
      <location filename="../../models/change/scenes.py" />
      <source>Bands that both dates have: {names}.</source>
      <translation>Kanäle beider Zeitpunkte: {names}.</translation>
    </message>
    <message>
      <location filename="../../models/change/scenes.py" />
      <source>Both dates</source>
      <translation>Beide Zeitpunkte</translation>
    </message>
    <message>
      <location filename="../../models/change/scenes.py" />
      <source>Choose two dates.</source>
      <translation>Wählen Sie zwei Zeitpunkte.</translation>
    </message>
    <message>
      <location filename="../../models/change/scenes.py" />
      <source>First date</source>
      <translation>Erster Zeitpunkt</translation>
    </message>
    <message>
      <location filename="../../models/change/scenes.py" />
      <source>One date is top-of-atmosphere (L1C), the other surface reflectance (L2A). The scene's overall difference is taken out, but two dates of one level compare better.</source>
      <translation>Der eine Zeitpunkt ist Reflexion am Oberrand der Atmosphäre (L1C), der andere am Boden (L2A). Der Unterschied der ganzen Szene wird herausgerechnet, aber zwei Zeitpunkte gleicher Stufe vergleichen sich besser.</translation>
    </message>
    <message>
      <location filename="../../models/change/scenes.py" />
      <source>Second date</source>
      <translation>Zweiter Zeitpunkt</translation>
    </message>
    <message>
      <location filename="../../models/change/scenes.py" />
      <source>The first and the second date are the same file.</source>
      <translation>Der erste und der zweite Zeitpunkt sind dieselbe Datei.</translation>
    </message>
    <message>
      <location filename="../../models/change/scenes.py" />
      <source>The second date ({second}) is older than the first ({first}).</source>
      <translation>Der zweite Zeitpunkt ({second}) ist älter als der erste ({first}).</translation>
    </message>
    <message>
      <location filename="../../models/change/scenes.py" />
      <source>The second date lies on another grid and is resampled to that of the first date on the fly.</source>
      <translation>Der zweite Zeitpunkt liegt auf einem anderen Raster und wird beim Lesen auf das des ersten umgerechnet.</translation>
    </message>
    <message>
      <location filename="../../models/change/scenes.py" />
      <source>{date}: {note}</source>
      <translation>{date}: {note}</translation>
    </message>
    <message>
      <location filename="../../models/change/thresholds.py" />
      <source>Hardly anything stands out: too little changed for an automatic threshold, which would cut the unchanged pixels in two (at {value}). {fallback} was taken instead, five times the typical difference; please look at the evidence and set the threshold by eye.</source>
      <translation>Kaum etwas sticht heraus: Für einen automatischen Schwellenwert hat sich zu wenig verändert, er würde die unveränderten Pixel teilen (bei {value}). Stattdessen wurde {fallback} genommen, das Fünffache des üblichen Unterschieds; bitte sehen Sie sich die Evidenz an und setzen Sie den Schwellenwert nach Augenmaß.</translation>
    </message>
    <message>
      <location filename="../../models/change/thresholds.py" />
      <source>Leave it out to have it chosen.</source>
      <translation>Lassen Sie ihn weg, damit er gewählt wird.</translation>
    </message>
    <message>
      <location filename="../../models/change/thresholds.py" />
      <source>The evidence is the same everywhere, so no threshold can be found; {fallback} (five times the typical difference) was taken.</source>
      <translation>Die Evidenz ist überall gleich, darum lässt sich kein Schwellenwert finden; genommen wurde {fallback} (das Fünffache des üblichen Unterschieds).</translation>
    </message>
    <message>
      <location filename="../../models/change/thresholds.py" />
      <source>The threshold {wanted!r} is neither otsu nor ki nor a number from 0 to 100.</source>
      <translation>Der Schwellenwert {wanted!r} ist weder otsu noch ki noch eine Zahl von 0 bis 100.</translation>
    </message>
    <message>
      <location filename="../../models/change/transitions.py" />
      <source>Classifying both dates</source>
      <translation>Beide Zeitpunkte werden klassifiziert</translation>
    </message>
    <message>
      <location filename="../../models/checkpoint_files.py" />
      <source>Check the path.</source>
      <translation>Prüfen Sie den Pfad.</translation>
    </message>
    <message>
      <location filename="../../models/checkpoint_files.py" />
      <source>Choose a file of the official SpectralGPT</source>
      <translation>Wählen Sie eine Datei des offiziellen SpectralGPT</translation>
    </message>
    <message>
      <location filename="../../models/checkpoint_files.py" />
      <source>Choose another file.</source>
      <translation>Wählen Sie eine andere Datei.</translation>
    </message>
    <message>
      <location filename="../../models/checkpoint_files.py" />
      <source>Download it again.</source>
      <translation>Laden Sie die Datei noch einmal herunter.</translation>
    </message>
    <message>
      <location filename="../../models/checkpoint_files.py" />
      <source>It may be cut off: download it again.</source>
      <translation>Sie ist vielleicht unvollständig: Laden Sie sie noch einmal herunter.</translation>
    </message>
    <message>
      <location filename="../../models/checkpoint_files.py" />
      <source>Such a file can run code; get the weights from their authors.</source>
      <translation>Eine solche Datei kann Programme ausführen; beziehen Sie die Gewichte von ihren Autoren.</translation>
    </message>
    <message>
      <location filename="../../models/checkpoint_files.py" />
      <source>The file does not hold weights only: {name} is no tensor.</source>
      <translation>Die Datei enthält nicht nur Gewichte: {name} ist kein Tensor.</translation>
    </message>
    <message>
      <location filename="../../models/checkpoint_files.py" />
      <source>There is no file {path}.</source>
      <translation>Es gibt keine Datei {path}.</translation>
    </message>
    <message>
      <location filename="../../models/checkpoint_files.py" />
      <source>it claims a table of contents of {bytes} bytes</source>
      <translation>sie behauptet, ein Inhaltsverzeichnis von {bytes} Bytes zu haben</translation>
    </message>
    <message>
      <location filename="../../models/checkpoint_files.py" />
      <source>it is compressed, which PyTorch's own files are not</source>
      <translation>sie ist komprimiert, was PyTorchs eigene Dateien nicht sind</translation>
    </message>
    <message>
      <location filename="../../models/checkpoint_files.py" />
      <source>it is no checkpoint</source>
      <translation>sie ist kein Checkpoint</translation>
    </message>
    <message>
      <location filename="../../models/checkpoint_files.py" />
      <source>{advice}, or get it again.</source>
      <translation>{advice}, oder holen Sie sie noch einmal.</translation>
    </message>
    <message>
      <location filename="../../models/checkpoint_files.py" />
      <source>{advice}.</source>
      <translation>{advice}.</translation>
    </message>
    <message>
      <location filename="../../models/checkpoint_files.py" />
      <source>{name} cannot be read ({reason}).</source>
      <translation>{name} lässt sich nicht lesen ({reason}).</translation>
    </message>
    <message>
      <location filename="../../models/checkpoint_files.py" />
      <source>{name} claims a header of {length} bytes.</source>
      <translation>{name} behauptet, einen Kopf von {length} Bytes zu haben.</translation>
    </message>
    <message>
      <location filename="../../models/checkpoint_files.py" />
      <source>{name} holds more than weights ({found}) and was not opened.</source>
      <translation>{name} enthält mehr als Gewichte ({found}) und wurde nicht geöffnet.</translation>
    </message>
    <message>
      <location filename="../../models/checkpoint_files.py" />
      <source>{name} holds no weights.</source>
      <translation>{name} enthält keine Gewichte.</translation>
    </message>
    <message>
      <location filename="../../models/checkpoint_files.py" />
      <source>{name} is empty.</source>
      <translation>{name} ist leer.</translation>
    </message>
    <message>
      <location filename="../../models/checkpoint_files.py" />
      <source>{name} is no checkpoint that can be read safely, and was not opened.</source>
      <translation>{name} ist kein Checkpoint, der sich sicher lesen lässt, und wurde nicht geöffnet.</translation>
    </message>
    <message>
      <location filename="../../models/class_schemes.py" />
      <source>Known: {known}.</source>
      <translation>Bekannt sind: {known}.</translation>
    </message>
    <message>
      <location filename="../../models/class_schemes.py" />
      <source>The class scheme cannot be used: {why}.</source>
      <translation>Das Klassenschema ist unbrauchbar: {why}.</translation>
    </message>
    <message>
      <location filename="../../models/class_schemes.py" />
      <source>There is no class scheme {scheme_id!r}.</source>
      <translation>Es gibt kein Klassenschema {scheme_id!r}.</translation>
    </message>
    <message>
      <location filename="../../models/devices.py" />
      <source>The device {wanted} cannot be used on this computer.</source>
      <translation>Das Gerät {wanted} ist auf diesem Rechner nicht nutzbar.</translation>
    </message>
    <message>
      <location filename="../../models/devices.py" />
      <source>There is no device {requested!r}.</source>
      <translation>Es gibt kein Gerät {requested!r}.</translation>
    </message>
    <message>
      <location filename="../../models/devices.py" />
      <source>There is: {there}. Choose auto to take the best of them.</source>
      <translation>Es gibt: {there}. Wählen Sie auto, um das beste davon zu nehmen.</translation>
    </message>
    <message>
      <location filename="../../models/devices.py" />
      <source>Use auto, cpu, cuda, cuda:N or mps.</source>
      <translation>Geben Sie auto, cpu, cuda, cuda:N oder mps an.</translation>
    </message>
    <message>
      <location filename="../../models/devices.py" />
      <source>{processor}, 1 thread</source>
      <translation>{processor}, 1 Thread</translation>
    </message>
    <message>
      <location filename="../../models/devices.py" />
      <source>{processor}, {threads} threads</source>
      <translation>{processor}, {threads} Threads</translation>
    </message>
    <message>
      <location filename="../../models/doctor.py" />
      <source>No trained model can be used: {reason}</source>
      <translation>Kein trainiertes Modell lässt sich verwenden: {reason}</translation>
    </message>
    <message>
      <location filename="../../models/doctor.py" />
      <source>PyTorch is missing.</source>
      <translation>PyTorch fehlt.</translation>
    </message>
    <message>
      <location filename="../../models/doctor.py" />
      <source>The engine computes on {name}. {problem}</source>
      <translation>Die Engine rechnet auf {name}. {problem}</translation>
    </message>
    <message>
      <location filename="../../models/doctor.py" />
      <source>The engine does not work: {problem}</source>
      <translation>Die Engine funktioniert nicht: {problem}</translation>
    </message>
    <message>
      <location filename="../../models/doctor.py" />
      <source>The engine works: {model} classifies {speed:.1f} chips a second on {name}.</source>
      <translation>Die Engine funktioniert: {model} klassifiziert {speed:.1f} Bildausschnitte pro Sekunde auf {name}.</translation>
    </message>
    <message>
      <location filename="../../models/doctor.py" />
      <source>There is no device “{device}” here.</source>
      <translation>Hier gibt es kein Gerät „{device}“.</translation>
    </message>
    <message>
      <location filename="../../models/doctor.py" />
      <source>a convolution gave wrong numbers</source>
      <translation>Eine Faltung ergab falsche Zahlen</translation>
    </message>
    <message>
      <location filename="../../models/doctor.py" />
      <source>{model} does not run on {name}: {reason}</source>
      <translation>{model} läuft nicht auf {name}: {reason}</translation>
    </message>
    <message>
      <location filename="../../models/doctor.py" />
      <source>{name} cannot be loaded: {reason}.</source>
      <translation>{name} lässt sich nicht laden: {reason}.</translation>
    </message>
    <message>
      <location filename="../../models/doctor.py" />
      <source>{name} does not compute: {reason}.</source>
      <translation>{name} rechnet nicht: {reason}.</translation>
    </message>
    <message>
      <location filename="../../models/downloading/connection.py" />
      <source>Check the proxy's address, user and password.</source>
      <translation>Prüfen Sie Adresse, Benutzer und Passwort des Proxys.</translation>
    </message>
    <message>
      <location filename="../../models/downloading/connection.py" />
      <source>Download the file with a browser and import it.</source>
      <translation>Laden Sie die Datei mit einem Browser herunter und importieren Sie sie.</translation>
    </message>
    <message>
      <location filename="../../models/downloading/connection.py" />
      <source>Nothing was loaded. Where the network inspects encrypted traffic, its certificate belongs into the system's trust store, or into the file that SSL_CERT_FILE names.</source>
      <translation>Es wurde nichts geladen. Wo das Netzwerk verschlüsselte Verbindungen prüft, gehört sein Zertifikat in den Zertifikatsspeicher des Systems oder in die Datei, die SSL_CERT_FILE nennt.</translation>
    </message>
    <message>
      <location filename="../../models/downloading/connection.py" />
      <source>The address is {address}, which is not encrypted; only https is allowed.</source>
      <translation>Die Adresse ist {address}, also nicht verschlüsselt; erlaubt ist nur https.</translation>
    </message>
    <message>
      <location filename="../../models/downloading/connection.py" />
      <source>The certificate of {host} cannot be trusted: {reason}.</source>
      <translation>Dem Zertifikat von {host} kann nicht vertraut werden: {reason}.</translation>
    </message>
    <message>
      <location filename="../../models/downloading/connection.py" />
      <source>The engine can use proxies of the form http://host:port only, and this is another one.</source>
      <translation>Die Engine kann nur Proxys der Form http://Rechner:Port verwenden; dieser ist ein anderer.</translation>
    </message>
    <message>
      <location filename="../../models/downloading/connection.py" />
      <source>The proxy refuses the connection to {host} ({reason}).</source>
      <translation>Der Proxy lehnt die Verbindung zu {host} ab ({reason}).</translation>
    </message>
    <message>
      <location filename="../../models/downloading/connection.py" />
      <source>The server redirects to {address}, which is not encrypted; only https is allowed.</source>
      <translation>Der Server leitet zu {address} um, das nicht verschlüsselt ist; erlaubt ist nur https.</translation>
    </message>
    <message>
      <location filename="../../models/downloading/connection.py" />
      <source>the address of {host} cannot be found; perhaps there is no network</source>
      <translation>die Adresse von {host} ist nicht zu finden; vielleicht besteht keine Netzwerkverbindung</translation>
    </message>
    <message>
      <location filename="../../models/downloading/connection.py" />
      <source>the connection to {host} failed</source>
      <translation>die Verbindung zu {host} kam nicht zustande</translation>
    </message>
    <message>
      <location filename="../../models/downloading/connection.py" />
      <source>the connection was lost</source>
      <translation>die Verbindung ist abgebrochen</translation>
    </message>
    <message>
      <location filename="../../models/downloading/connection.py" />
      <source>the server has stopped sending</source>
      <translation>der Server sendet nicht mehr</translation>
    </message>
    <message>
      <location filename="../../models/downloading/connection.py" />
      <source>{address} does not exist ({status}).</source>
      <translation>{address} gibt es nicht ({status}).</translation>
    </message>
    <message>
      <location filename="../../models/downloading/connection.py" />
      <source>{host} denies access to {address} ({status}).</source>
      <translation>{host} verweigert den Zugriff auf {address} ({status}).</translation>
    </message>
    <message>
      <location filename="../../models/downloading/connection.py" />
      <source>{host} does not answer</source>
      <translation>{host} antwortet nicht</translation>
    </message>
    <message>
      <location filename="../../models/downloading/connection.py" />
      <source>{host} does not speak TLS.</source>
      <translation>{host} spricht kein TLS.</translation>
    </message>
    <message>
      <location filename="../../models/downloading/connection.py" />
      <source>{host} is out of order or overloaded ({status})</source>
      <translation>{host} ist gestört oder überlastet ({status})</translation>
    </message>
    <message>
      <location filename="../../models/downloading/connection.py" />
      <source>{host} or the proxy refuses connections</source>
      <translation>{host} oder der Proxy nimmt keine Verbindungen an</translation>
    </message>
    <message>
      <location filename="../../models/downloading/connection.py" />
      <source>{host} redirects in circles.</source>
      <translation>{host} leitet im Kreis um.</translation>
    </message>
    <message>
      <location filename="../../models/downloading/connection.py" />
      <source>{host} refuses the request ({status}).</source>
      <translation>{host} lehnt die Anfrage ab ({status}).</translation>
    </message>
    <message>
      <location filename="../../models/downloading/partial.py" />
      <source>Wait until that download has ended, or cancel it.</source>
      <translation>Warten Sie, bis dieser Download beendet ist, oder brechen Sie ihn ab.</translation>
    </message>
    <message>
      <location filename="../../models/downloading/partial.py" />
      <source>{name} is being downloaded already.</source>
      <translation>{name} wird schon heruntergeladen.</translation>
    </message>
    <message>
      <location filename="../../models/downloading/pins.py" />
      <source>Mend it, or delete it to pin anew.</source>
      <translation>Stellen Sie die Datei wieder her oder löschen Sie sie; dann gilt der nächste Download als der erste.</translation>
    </message>
    <message>
      <location filename="../../models/downloading/pins.py" />
      <source>{path}, which has the hashes of the first downloads, cannot be read.</source>
      <translation>{path} mit den Prüfsummen der ersten Downloads lässt sich nicht lesen.</translation>
    </message>
    <message>
      <location filename="../../models/downloading/records.py" />
      <source>Download it from {page} with a browser and import it.</source>
      <translation>Laden Sie die Datei von {page} mit einem Browser herunter und importieren Sie sie.</translation>
    </message>
    <message>
      <location filename="../../models/downloading/records.py" />
      <source>None of the known records lists {file}.</source>
      <translation>In keinem der bekannten Datensätze steht {file}.</translation>
    </message>
    <message>
      <location filename="../../models/downloading/records.py" />
      <source>The answer of {record} cannot be read.</source>
      <translation>Die Antwort von {record} lässt sich nicht lesen.</translation>
    </message>
    <message>
      <location filename="../../models/downloading/records.py" />
      <source>The record cannot be asked: {why}.</source>
      <translation>Der Datensatz lässt sich nicht abfragen: {why}.</translation>
    </message>
    <message>
      <location filename="../../models/downloading/records.py" />
      <source>Try again.</source>
      <translation>Versuchen Sie es noch einmal.</translation>
    </message>
    <message>
      <location filename="../../models/downloading/records.py" />
      <source>{problem} The file's size and MD5 are therefore unknown.</source>
      <translation>{problem} Größe und MD5 der Datei sind deshalb unbekannt.</translation>
    </message>
    <message>
      <location filename="../../models/downloading/transfer.py" />
      <source>Checking</source>
      <translation>Wird geprüft</translation>
    </message>
    <message>
      <location filename="../../models/downloading/transfer.py" />
      <source>Connecting</source>
      <translation>Verbindung wird aufgebaut</translation>
    </message>
    <message>
      <location filename="../../models/downloading/transfer.py" />
      <source>Free some space and try again.</source>
      <translation>Schaffen Sie Platz und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
      <location filename="../../models/downloading/transfer.py" />
      <source>It was deleted. Accept the change only if the record says that the file was replaced.</source>
      <translation>Sie wurde gelöscht. Nehmen Sie die Änderung nur an, wenn im Datensatz steht, dass die Datei ersetzt wurde.</translation>
    </message>
    <message>
      <location filename="../../models/downloading/transfer.py" />
      <source>It was deleted: try again.</source>
      <translation>Sie wurde gelöscht: Versuchen Sie es noch einmal.</translation>
    </message>
    <message>
      <location filename="../../models/downloading/transfer.py" />
      <source>The disk of {folder} has {free} left; {needed} are still to be downloaded.</source>
      <translation>Auf dem Datenträger von {folder} sind {free} frei; {needed} sind noch herunterzuladen.</translation>
    </message>
    <message>
      <location filename="../../models/downloading/transfer.py" />
      <source>The download failed: {why}.</source>
      <translation>Der Download ist gescheitert: {why}.</translation>
    </message>
    <message>
      <location filename="../../models/downloading/transfer.py" />
      <source>The download failed: {why}. {have} are kept.</source>
      <translation>Der Download ist gescheitert: {why}. {have} bleiben erhalten.</translation>
    </message>
    <message>
      <location filename="../../models/downloading/transfer.py" />
      <source>The download failed: {why}. {have} of {size} are kept.</source>
      <translation>Der Download ist gescheitert: {why}. {have} von {size} bleiben erhalten.</translation>
    </message>
    <message>
      <location filename="../../models/downloading/transfer.py" />
      <source>The downloaded file is not the published one: its {name} is {found}, not {expected}.</source>
      <translation>Die heruntergeladene Datei ist nicht die veröffentlichte: {name} ist {found}, nicht {expected}.</translation>
    </message>
    <message>
      <location filename="../../models/downloading/transfer.py" />
      <source>The file is not the one of the first download of {date}: its SHA-256 is {found}, not {pinned}.</source>
      <translation>Die Datei ist nicht die des ersten Downloads vom {date}: Ihr SHA-256 ist {found}, nicht {pinned}.</translation>
    </message>
    <message>
      <location filename="../../models/downloading/transfer.py" />
      <source>The server does not go on where the download had stopped, or it has another version now: it begins anew.</source>
      <translation>Der Server macht nicht dort weiter, wo der Download aufgehört hat, oder er hat jetzt eine andere Fassung: Es wird von vorn begonnen.</translation>
    </message>
    <message>
      <location filename="../../models/downloading/transfer.py" />
      <source>The server offers {size} bytes; according to the record the file has {wanted}.</source>
      <translation>Der Server bietet {size} Bytes an; laut Datensatz hat die Datei {wanted}.</translation>
    </message>
    <message>
      <location filename="../../models/downloading/transfer.py" />
      <source>The server sends a web page in place of the file; perhaps the network wants a login first.</source>
      <translation>Der Server sendet statt der Datei eine Webseite; vielleicht verlangt das Netzwerk zuerst eine Anmeldung.</translation>
    </message>
    <message>
      <location filename="../../models/downloading/transfer.py" />
      <source>Try again later, or download the file with a browser and import it.</source>
      <translation>Versuchen Sie es später noch einmal, oder laden Sie die Datei mit einem Browser herunter und importieren Sie sie.</translation>
    </message>
    <message>
      <location filename="../../models/downloading/transfer.py" />
      <source>Try again, or download the file with a browser and import it.</source>
      <translation>Versuchen Sie es noch einmal, oder laden Sie die Datei mit einem Browser herunter und importieren Sie sie.</translation>
    </message>
    <message>
      <location filename="../../models/downloading/transfer.py" />
      <source>Try again; it goes on from there.</source>
      <translation>Versuchen Sie es noch einmal; es geht dort weiter.</translation>
    </message>
    <message>
      <location filename="../../models/downloading/transfer.py" />
      <source>the server has another file than before</source>
      <translation>der Server hat eine andere Datei als zuvor</translation>
    </message>
    <message>
      <location filename="../../models/downloading/transfer.py" />
      <source>the server has sent another part than was asked for</source>
      <translation>der Server hat einen anderen Teil als den verlangten gesendet</translation>
    </message>
    <message>
      <location filename="../../models/downloading/transfer.py" />
      <source>the server has sent too much</source>
      <translation>der Server hat zu viel gesendet</translation>
    </message>
    <message>
      <location filename="../../models/downloading/transfer.py" />
      <source>{size:.1f} MB</source>
      <translation>{size:.1f} MB</translation>
    </message>
    <message>
      <location filename="../../models/downloading/transfer.py" />
      <source>{size:.2f} GB</source>
      <translation>{size:.2f} GB</translation>
    </message>
    <message>
      <location filename="../../models/downloading/transfer.py" />
      <source>{size} bytes came; according to the record the file has {wanted}.</source>
      <translation>{size} Bytes sind angekommen; laut Datensatz hat die Datei {wanted}.</translation>
    </message>
    <message>
      <location filename="../../models/downloading/transfer.py" />
      <source>{size}/s</source>
      <translation>{size}/s</translation>
    </message>
    <message>
      <location filename="../../models/errors.py" />
      <source>{message} {advice}</source>
      <translation>{message} {advice}</translation>
    </message>
    <message>
      <location filename="../../models/inference.py" />
      <source>Leave out response table, chip size and spectral groups, or choose an official network.</source>
      <translation>Lassen Sie Empfindlichkeitstabelle, Größe der Bildausschnitte und spektrale Gruppen weg oder wählen Sie ein offizielles Netz.</translation>
    </message>
    <message>
      <location filename="../../models/inference.py" />
      <source>{model} reads a scene's bands as they are, in chips of its own size.</source>
      <translation>{model} liest die Kanäle einer Szene, wie sie sind, in Ausschnitten seiner eigenen Größe.</translation>
    </message>
    <message>
      <location filename="../../models/inference.py" />
      <source>{name} has too little memory for this model; going on with the processor.</source>
      <translation>{name} hat zu wenig Speicher für dieses Modell; es geht mit dem Prozessor weiter.</translation>
    </message>
    <message>
      <location filename="../../models/jobs.py" />
      <source>A job is {{"task": name, "parameters": {{…}}}}.</source>
      <translation>Ein Auftrag hat die Form {{"task": Name, "parameters": {{…}}}}.</translation>
    </message>
    <message>
      <location filename="../../models/jobs.py" />
      <source>There is no task {task!r}.</source>
      <translation>Es gibt keine Aufgabe {task!r}.</translation>
    </message>
    <message>
      <location filename="../../models/official.py" />
      <source>There are no official weights {name!r}.</source>
      <translation>Offizielle Gewichte {name!r} gibt es nicht.</translation>
    </message>
    <message>
      <location filename="../../models/official.py" />
      <source>There are {there}.</source>
      <translation>Es gibt {there}.</translation>
    </message>
    <message>
      <location filename="../../models/parameters.py" />
      <source>The parameter {name!r} is missing.</source>
      <translation>Der Parameter {name!r} fehlt.</translation>
    </message>
    <message>
      <location filename="../../models/parameters.py" />
      <source>The parameter {name!r} should be {expected}, not {given}.</source>
      <translation>Der Parameter {name!r} muss {expected} sein, nicht {given}.</translation>
    </message>
    <message>
      <location filename="../../models/parameters.py" />
      <source>There is no parameter {name!r}.</source>
      <translation>Einen Parameter {name!r} gibt es nicht.</translation>
    </message>
    <message>
      <location filename="../../models/parameters.py" />
      <source>a path or a list of paths</source>
      <translation>ein Pfad oder eine Liste von Pfaden</translation>
    </message>
    <message>
      <location filename="../../models/parameters.py" />
      <source>a text</source>
      <translation>ein Text</translation>
    </message>
    <message>
      <location filename="../../models/parameters.py" />
      <source>a whole number of at least {minimum}</source>
      <translation>eine ganze Zahl ab {minimum}</translation>
    </message>
    <message>
      <location filename="../../models/parameters.py" />
      <source>true or false</source>
      <translation>true oder false</translation>
    </message>
    <message>
      <location filename="../../models/queries.py" />
      <source>Install the engine again so that both have the same version.</source>
      <translation>Installieren Sie die Engine neu, damit beide dieselbe Version haben.</translation>
    </message>
    <message>
      <location filename="../../models/queries.py" />
      <source>The engine speaks protocol {engine}, the plugin {plugin}.</source>
      <translation>Die Engine spricht Protokoll {engine}, das Plugin {plugin}.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/assembly.py" />
      <source>All bands of the scene are left out.</source>
      <translation>Alle Kanäle der Szene sind ausgelassen.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/assembly.py" />
      <source>Choose files of one place.</source>
      <translation>Wählen Sie Dateien eines Ortes.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/assembly.py" />
      <source>Georeference the file, or bring it to the size of the others.</source>
      <translation>Georeferenzieren Sie die Datei, oder bringen Sie sie auf die Größe der anderen.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/assembly.py" />
      <source>Keep three or more.</source>
      <translation>Behalten Sie mindestens drei.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/assembly.py" />
      <source>Nothing says how the numbers become reflectance: DN/10000 without an offset is assumed.</source>
      <translation>Nichts sagt, wie aus den Zahlen Reflexion wird: Angenommen wird Zahl/10000 ohne Versatz.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/assembly.py" />
      <source>Numbers of Landsat Collection 2 need another radiometry: surface reflectance 0.0000275,-7272.7.</source>
      <translation>Zahlen von Landsat Collection 2 brauchen eine andere Radiometrie: Bodenreflexion 0.0000275,-7272.7.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/assembly.py" />
      <source>The numbers are 8-bit, as in pictures for display: give the radiometry if they are reflectance.</source>
      <translation>Die Zahlen haben 8 Bit wie in Bildern zum Ansehen: Geben Sie die Radiometrie an, wenn sie Reflexion sind.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/assembly.py" />
      <source>The numbers are taken to be reflectance, 0 to 1.</source>
      <translation>Angenommen wird, dass die Zahlen Reflexion sind, 0 bis 1.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/assembly.py" />
      <source>The scene has no coordinate system: places are pixel coordinates, or as the file states them.</source>
      <translation>Die Szene hat kein Koordinatensystem: Orte sind Pixelkoordinaten oder so, wie die Datei sie angibt.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/assembly.py" />
      <source>Use the original image; if these are reflectance, give the radiometry, for example 0.004,0.</source>
      <translation>Verwenden Sie das Originalbild; sind die Zahlen doch Reflexion, geben Sie die Radiometrie an, zum Beispiel 0.004,0.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/assembly.py" />
      <source>{label} does not overlap the other files of the scene.</source>
      <translation>{label} überlappt die anderen Dateien der Szene nicht.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/assembly.py" />
      <source>{label} has another coordinate system than the finest band and is warped to it.</source>
      <translation>{label} hat ein anderes Koordinatensystem als der feinste Kanal und wird darauf umprojiziert.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/assembly.py" />
      <source>{label} has no coordinate system and another size than the other bands.</source>
      <translation>{label} hat kein Koordinatensystem und eine andere Größe als die übrigen Kanäle.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/assembly.py" />
      <source>{label} has no coordinate system; it is taken to lie on the other bands.</source>
      <translation>{label} hat kein Koordinatensystem; angenommen wird, dass es auf den anderen Kanälen liegt.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/assembly.py" />
      <source>{label} holds 8-bit numbers, as pictures for display do, and no reflectance.</source>
      <translation>{label} enthält 8-Bit-Zahlen wie Bilder zum Ansehen und keine Reflexion.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/batches.py" />
      <source>Close other programs or choose a smaller model.</source>
      <translation>Schließen Sie andere Programme, oder wählen Sie ein kleineres Modell.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/batches.py" />
      <source>The device's memory does not hold {size} windows at once; going on with {batch}.</source>
      <translation>Der Speicher des Geräts fasst keine {size} Fenster auf einmal; es geht mit {batch} weiter.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/batches.py" />
      <source>There is not enough memory to run the model on a single window.</source>
      <translation>Der Speicher reicht nicht einmal für ein einziges Fenster.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/cubes.py" />
      <source>{path} did not read back as it was written.</source>
      <translation>{path} ließ sich nicht so zurücklesen, wie es geschrieben wurde.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/grid.py" />
      <source>There is no way from one coordinate system to the other: {error}.</source>
      <translation>Es gibt keinen Weg vom einen Koordinatensystem ins andere: {error}.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/identification.py" />
      <source>Band {beyond} was named, but the scene has {count}.</source>
      <translation>Kanal {beyond} wurde benannt, aber die Szene hat nur {count}.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/identification.py" />
      <source>Leave one out, for example with the bands option {number}=none.</source>
      <translation>Lassen Sie einen aus, zum Beispiel mit der Kanalangabe {number}=none.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/identification.py" />
      <source>Left out ({reason}): {names}.</source>
      <translation>Ausgelassen ({reason}): {names}.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/identification.py" />
      <source>Name the bands yourself, for example 1=B02,2=B03,3=B04,4=B08 (there are {candidates}).</source>
      <translation>Benennen Sie die Kanäle selbst, zum Beispiel 1=B02,2=B03,3=B04,4=B08 (es gibt {candidates}).</translation>
    </message>
    <message>
      <location filename="../../models/rasters/identification.py" />
      <source>No band can be identified: neither metadata nor names tell the wavelengths.</source>
      <translation>Kein Kanal ist zu erkennen: Weder Metadaten noch Namen sagen die Wellenlängen.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/identification.py" />
      <source>The band numbers are taken to be {sensor}'s, though nothing says so.</source>
      <translation>Die Kanalnummern werden für die von {sensor} gehalten, obwohl das nirgends steht.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/identification.py" />
      <source>The numbers count the bands of all files in the order given.</source>
      <translation>Die Nummern zählen die Kanäle aller Dateien in der angegebenen Reihenfolge.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/identification.py" />
      <source>a copy at a coarser resolution</source>
      <translation>eine gröbere Kopie</translation>
    </message>
    <message>
      <location filename="../../models/rasters/identification.py" />
      <source>another band was named so</source>
      <translation>ein anderer Kanal wurde so benannt</translation>
    </message>
    <message>
      <location filename="../../models/rasters/identification.py" />
      <source>heat and no reflectance</source>
      <translation>Wärme und keine Reflexion</translation>
    </message>
    <message>
      <location filename="../../models/rasters/identification.py" />
      <source>marked as bad</source>
      <translation>als schlecht markiert</translation>
    </message>
    <message>
      <location filename="../../models/rasters/identification.py" />
      <source>named none by the user</source>
      <translation>von Ihnen ausgelassen</translation>
    </message>
    <message>
      <location filename="../../models/rasters/identification.py" />
      <source>panchromatic</source>
      <translation>panchromatisch</translation>
    </message>
    <message>
      <location filename="../../models/rasters/identification.py" />
      <source>there twice</source>
      <translation>doppelt vorhanden</translation>
    </message>
    <message>
      <location filename="../../models/rasters/identification.py" />
      <source>wavelength unknown</source>
      <translation>nicht erkannt</translation>
    </message>
    <message>
      <location filename="../../models/rasters/identification.py" />
      <source>{name} is there twice: {first} and {second}.</source>
      <translation>{name} gibt es zweimal: {first} und {second}.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/inputs.py" />
      <source>A Sentinel-2 product is a scene of its own and cannot be joined with other inputs.</source>
      <translation>Ein Sentinel-2-Produkt ist eine eigene Szene und lässt sich nicht mit anderen Eingaben verbinden.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/inputs.py" />
      <source>A file was given twice.</source>
      <translation>Eine Datei wurde zweimal angegeben.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/inputs.py" />
      <source>Name each file once.</source>
      <translation>Nennen Sie jede Datei einmal.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/inputs.py" />
      <source>Name one or several files of one scene.</source>
      <translation>Nennen Sie eine oder mehrere Dateien einer Szene.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/inputs.py" />
      <source>No raster was given.</source>
      <translation>Es wurde kein Raster angegeben.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/inputs.py" />
      <source>Open one product at a time.</source>
      <translation>Öffnen Sie ein Produkt nach dem anderen.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/inputs.py" />
      <source>The files come from several Sentinel-2 products.</source>
      <translation>Die Dateien stammen aus mehreren Sentinel-2-Produkten.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/inputs.py" />
      <source>The product lacks the images of {missing}.</source>
      <translation>Dem Produkt fehlen die Bilder von {missing}.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/inputs.py" />
      <source>{label} is located by control points or a camera model, which are not used: its places are pixel coordinates.</source>
      <translation>{label} ist durch Passpunkte oder ein Kameramodell verortet, die nicht verwendet werden: Seine Orte sind Pixelkoordinaten.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/journal.py" />
      <source>Another run is writing {output}.</source>
      <translation>Ein anderer Lauf schreibt gerade {output}.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/journal.py" />
      <source>Free some space and resume the run.</source>
      <translation>Schaffen Sie Platz und setzen Sie den Lauf fort.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/journal.py" />
      <source>Resuming after {finished} finished strips.</source>
      <translation>Es geht nach {finished} fertigen Streifen weiter.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/journal.py" />
      <source>Run again without resuming.</source>
      <translation>Starten Sie neu, ohne fortzusetzen.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/journal.py" />
      <source>The disk is full: {parent}.</source>
      <translation>Der Datenträger ist voll: {parent}.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/journal.py" />
      <source>The unfinished result was made from other inputs or settings; starting again.</source>
      <translation>Das unfertige Ergebnis entstand aus anderen Eingaben oder Einstellungen; es wird von vorn begonnen.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/journal.py" />
      <source>There is nothing to resume; starting from the top.</source>
      <translation>Es gibt nichts fortzusetzen; es wird von vorn begonnen.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/journal.py" />
      <source>Wait for it, or choose another name.</source>
      <translation>Warten Sie auf ihn, oder wählen Sie einen anderen Namen.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/journal.py" />
      <source>{name} was changed while it was in use.</source>
      <translation>{name} wurde geändert, während es in Gebrauch war.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/journal.py" />
      <source>{path} cannot be written: {strerror}.</source>
      <translation>{path} kann nicht geschrieben werden: {strerror}.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/masking.py" />
      <source>"{values}" is not a list of numbers.</source>
      <translation>„{values}“ ist keine Liste von Zahlen.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/masking.py" />
      <source>"{word}" is no class of the scene classification.</source>
      <translation>„{word}“ ist keine Klasse der Szenenklassifikation.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/masking.py" />
      <source>Choose the mask of this scene.</source>
      <translation>Wählen Sie die Maske dieser Szene.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/masking.py" />
      <source>Georeference the mask.</source>
      <translation>Georeferenzieren Sie die Maske.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/masking.py" />
      <source>Give a mask file instead.</source>
      <translation>Geben Sie stattdessen eine Maskendatei an.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/masking.py" />
      <source>The mask {label} does not overlap the scene.</source>
      <translation>Die Maske {label} überlappt die Szene nicht.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/masking.py" />
      <source>The mask {label} has no coordinate system and another size than the scene.</source>
      <translation>Die Maske {label} hat kein Koordinatensystem und eine andere Größe als die Szene.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/masking.py" />
      <source>The scene has no scene classification (SCL); only Sentinel-2 L2A products have one.</source>
      <translation>Die Szene hat keine Szenenklassifikation (SCL); nur Sentinel-2-L2A-Produkte haben eine.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/masking.py" />
      <source>Use cloud, shadow, snow or numbers from 0 to 11, for example scl:cloud,shadow.</source>
      <translation>Verwenden Sie cloud, shadow, snow oder Zahlen von 0 bis 11, zum Beispiel scl:cloud,shadow.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/masking.py" />
      <source>Write the mask like FILE:1,2,3.</source>
      <translation>Schreiben Sie die Maske als DATEI:1,2,3.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/naming.py" />
      <source>"{text}" names no band.</source>
      <translation>„{text}“ bezeichnet keinen Kanal.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/naming.py" />
      <source>Use names like B02, B8A, red, nir or swir1, or wavelengths in nanometres like 842.</source>
      <translation>Verwenden Sie Namen wie B02, B8A, red, nir oder swir1 oder Wellenlängen in Nanometern wie 842.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/notes.py" />
      <source>{listed} and {more} more</source>
      <translation>{listed} und {more} weitere</translation>
    </message>
    <message>
      <location filename="../../models/rasters/options.py" />
      <source>"{number}={name}" is not NUMBER=NAME, or the number is not 1 or more.</source>
      <translation>„{number}={name}“ ist nicht NUMMER=NAME, oder die Nummer ist kleiner als 1.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/options.py" />
      <source>Band {number} is named twice.</source>
      <translation>Kanal {number} ist zweimal benannt.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/options.py" />
      <source>Give a number or nan.</source>
      <translation>Geben Sie eine Zahl oder nan an.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/options.py" />
      <source>Name each band once.</source>
      <translation>Benennen Sie jeden Kanal einmal.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/options.py" />
      <source>The nodata value "{value}" is not a number.</source>
      <translation>Der Nodata-Wert „{value}“ ist keine Zahl.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/options.py" />
      <source>Write the bands like 1=B02,2=B03,3=B04,4=B08.</source>
      <translation>Schreiben Sie die Kanäle als 1=B02,2=B03,3=B04,4=B08.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/outputs.py" />
      <source>Choose another name or folder.</source>
      <translation>Wählen Sie einen anderen Namen oder Ordner.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/outputs.py" />
      <source>Choose another name, or allow overwriting.</source>
      <translation>Wählen Sie einen anderen Namen, oder erlauben Sie das Überschreiben.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/outputs.py" />
      <source>Free some space or choose another folder.</source>
      <translation>Schaffen Sie Platz, oder wählen Sie einen anderen Ordner.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/outputs.py" />
      <source>Remove the layer or close the program, and run again with resume.</source>
      <translation>Entfernen Sie den Layer oder schließen Sie das Programm, und setzen Sie den Lauf fort.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/outputs.py" />
      <source>The disk of {folder} has {free:.0f} MB left; this may take {needed:.0f} MB.</source>
      <translation>Auf dem Datenträger von {folder} sind noch {free:.0f} MB frei; nötig sind vielleicht {needed:.0f} MB.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/outputs.py" />
      <source>The disk of {parent} is full.</source>
      <translation>Der Datenträger von {parent} ist voll.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/outputs.py" />
      <source>The folder {parent} does not exist.</source>
      <translation>Den Ordner {parent} gibt es nicht.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/outputs.py" />
      <source>Two results would be written to {path}.</source>
      <translation>Zwei Ergebnisse würden nach {path} geschrieben.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/outputs.py" />
      <source>{name} should end in {ending}.</source>
      <translation>{name} sollte auf {ending} enden.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/outputs.py" />
      <source>{path} cannot be replaced: another program has it open.</source>
      <translation>{path} kann nicht ersetzt werden: Ein anderes Programm hat es geöffnet.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/outputs.py" />
      <source>{path} exists already.</source>
      <translation>{path} gibt es schon.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/outputs.py" />
      <source>{path} is read by this run and cannot be its output.</source>
      <translation>{path} wird von diesem Lauf gelesen und kann nicht sein Ergebnis sein.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/outputs.py" />
      <source>{target} is a folder.</source>
      <translation>{target} ist ein Ordner.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/polygons.py" />
      <source>{path} cannot be written: {error}.</source>
      <translation>{path} kann nicht geschrieben werden: {error}.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/probing.py" />
      <source>A typical reflectance of {median:.4g} is not plausible: check the radiometry.</source>
      <translation>Eine typische Reflexion von {median:.4g} ist nicht plausibel: Prüfen Sie die Radiometrie.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/probing.py" />
      <source>Check the nodata value, the mask and the region.</source>
      <translation>Prüfen Sie Nodata-Wert, Maske und Gebiet.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/probing.py" />
      <source>Left out, since they hold no data: {empty}.</source>
      <translation>Ausgelassen, da ohne Daten: {empty}.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/probing.py" />
      <source>No band's typical reflectance is above {brightest:.2g}: check the radiometry.</source>
      <translation>In keinem Kanal liegt die typische Reflexion über {brightest:.2g}: Prüfen Sie die Radiometrie.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/probing.py" />
      <source>No number is below {lowest:.0f}, as if the offset of 1000 of Sentinel-2 products since 2022 were still in them. If so, give the radiometry 0.0001,-1000.</source>
      <translation>Keine Zahl liegt unter {lowest:.0f}, als wäre der Versatz von 1000 der Sentinel-2-Produkte seit 2022 noch enthalten. Geben Sie dann die Radiometrie 0.0001,-1000 an.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/probing.py" />
      <source>The scene has no valid pixel: everything is nodata, masked or outside the region.</source>
      <translation>Die Szene hat kein gültiges Pixel: Alles ist nodata, maskiert oder außerhalb des Gebiets.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/radiometry.py" />
      <source>Reflectance is (number + OFFSET) * SCALE: Sentinel-2 0.0001,0 until 2021, then 0.0001,-1000.</source>
      <translation>Reflexion ist (Zahl + VERSATZ) * FAKTOR: Sentinel-2 0.0001,0 bis 2021, danach 0.0001,-1000.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/radiometry.py" />
      <source>The radiometry "{value}" is not SCALE,OFFSET with a positive scale.</source>
      <translation>Die Radiometrie „{value}“ ist nicht FAKTOR,VERSATZ mit positivem Faktor.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/regions.py" />
      <source>Check the region's coordinate system and place.</source>
      <translation>Prüfen Sie Koordinatensystem und Lage des Gebiets.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/regions.py" />
      <source>Choose a layer of polygons.</source>
      <translation>Wählen Sie einen Polygonlayer.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/regions.py" />
      <source>Draw the region larger than a pixel.</source>
      <translation>Zeichnen Sie das Gebiet größer als ein Pixel.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/regions.py" />
      <source>Give the box's corners in the scene's coordinate system, the smaller numbers first.</source>
      <translation>Geben Sie die Ecken des Rechtecks im Koordinatensystem der Szene an, die kleineren Zahlen zuerst.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/regions.py" />
      <source>No pixel of the scene has its centre in the region.</source>
      <translation>Kein Pixel der Szene hat seine Mitte im Gebiet.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/regions.py" />
      <source>The region "{text}" is not minx,miny,maxx,maxy.</source>
      <translation>Das Gebiet „{text}“ ist nicht minx,miny,maxx,maxy.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/regions.py" />
      <source>The region lies outside the scene.</source>
      <translation>Das Gebiet liegt außerhalb der Szene.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/regions.py" />
      <source>The region {name} has no polygon.</source>
      <translation>Das Gebiet {name} hat kein Polygon.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/scene.py" />
      <source>no data</source>
      <translation>keine Daten</translation>
    </message>
    <message>
      <location filename="../../models/rasters/sentinel2.py" />
      <source>A file of the product is a link that leads out of it: "{name}".</source>
      <translation>Eine Datei des Produkts ist eine Verknüpfung, die hinausführt: „{name}“.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/sentinel2.py" />
      <source>An offset in {name} is no number.</source>
      <translation>Ein Versatz in {name} ist keine Zahl.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/sentinel2.py" />
      <source>Choose 10m, 20m or 60m.</source>
      <translation>Wählen Sie 10m, 20m oder 60m.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/sentinel2.py" />
      <source>Choose a .SAFE folder, or the image files themselves.</source>
      <translation>Wählen Sie einen .SAFE-Ordner oder die Bilddateien selbst.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/sentinel2.py" />
      <source>Choose a zipped .SAFE folder.</source>
      <translation>Wählen Sie einen gezippten .SAFE-Ordner.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/sentinel2.py" />
      <source>Choose the image files of one granule instead.</source>
      <translation>Wählen Sie stattdessen die Bilddateien einer Granule.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/sentinel2.py" />
      <source>Copy or download it again.</source>
      <translation>Kopieren Sie es erneut, oder laden Sie es neu herunter.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/sentinel2.py" />
      <source>Download it completely.</source>
      <translation>Laden Sie es vollständig herunter.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/sentinel2.py" />
      <source>Download the product again.</source>
      <translation>Laden Sie das Produkt erneut herunter.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/sentinel2.py" />
      <source>Get the product again.</source>
      <translation>Holen Sie das Produkt erneut.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/sentinel2.py" />
      <source>The folder {name} is no Sentinel-2 product: it has no MTD_MSIL1C or 2A.xml.</source>
      <translation>Der Ordner {name} ist kein Sentinel-2-Produkt: Er hat keine MTD_MSIL1C.xml oder MTD_MSIL2A.xml.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/sentinel2.py" />
      <source>The product holds {granules} granules, as products before December 2016 do.</source>
      <translation>Das Produkt enthält {granules} Granulen, wie Produkte vor Dezember 2016.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/sentinel2.py" />
      <source>The product {fallback_name} has none of the images that {name} lists.</source>
      <translation>Das Produkt {fallback_name} hat keines der Bilder, die {name} aufführt.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/sentinel2.py" />
      <source>The product's metadata name a file outside of it: "{name}".</source>
      <translation>Die Metadaten des Produkts nennen eine Datei außerhalb: „{name}“.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/sentinel2.py" />
      <source>{name} cannot be read ({error}).</source>
      <translation>{name} ist nicht lesbar ({error}).</translation>
    </message>
    <message>
      <location filename="../../models/rasters/sentinel2.py" />
      <source>{name} cannot be read: {error}.</source>
      <translation>{name} ist nicht lesbar: {error}.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/sentinel2.py" />
      <source>{name} is no archive of one Sentinel-2 product ({found} MTD_MSIL*.xml).</source>
      <translation>{name} ist kein Archiv eines Sentinel-2-Produkts ({found} MTD_MSIL*.xml).</translation>
    </message>
    <message>
      <location filename="../../models/rasters/sentinel2.py" />
      <source>{name} is too large for the metadata of a product.</source>
      <translation>{name} ist zu groß für die Metadaten eines Produkts.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/sentinel2.py" />
      <source>{name} may not be read by this user.</source>
      <translation>{name} darf von diesem Benutzer nicht gelesen werden.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/sentinel2.py" />
      <source>{name} states no quantification value.</source>
      <translation>{name} nennt keinen Quantifizierungswert.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/sentinel2.py" />
      <source>{part} is a picture of 8 bits and holds no reflectance.</source>
      <translation>{part} ist ein 8-Bit-Bild und enthält keine Reflexion.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/sources.py" />
      <source>Change the file's permissions.</source>
      <translation>Ändern Sie die Zugriffsrechte der Datei.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/sources.py" />
      <source>Choose among them, for example {parts}.</source>
      <translation>Wählen Sie eines davon, zum Beispiel {parts}.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/sources.py" />
      <source>Choose an optical image.</source>
      <translation>Wählen Sie ein optisches Bild.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/sources.py" />
      <source>Copy or download the file again.</source>
      <translation>Kopieren Sie die Datei erneut, oder laden Sie sie neu herunter.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/sources.py" />
      <source>GeoTIFF, JPEG 2000, ENVI, VRT, other GDAL formats and Sentinel-2 products can be opened.</source>
      <translation>Geöffnet werden GeoTIFF, JPEG 2000, ENVI, VRT, andere GDAL-Formate und Sentinel-2-Produkte.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/sources.py" />
      <source>The georeference of {path} gives pixels no area.</source>
      <translation>Nach der Georeferenz von {path} haben die Pixel keine Fläche.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/sources.py" />
      <source>The scene was closed.</source>
      <translation>Die Szene wurde geschlossen.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/sources.py" />
      <source>There is too little memory to read {path}.</source>
      <translation>Der Arbeitsspeicher reicht nicht, um {path} zu lesen.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/sources.py" />
      <source>{name} is cut short: its header asks for {expected} bytes.</source>
      <translation>{name} ist abgeschnitten: Laut Kopf müssten es {expected} Bytes sein.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/sources.py" />
      <source>{path} holds complex numbers, as radar products do, and no reflectance.</source>
      <translation>{path} enthält komplexe Zahlen wie Radarprodukte und keine Reflexion.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/sources.py" />
      <source>{path} holds no raster band.</source>
      <translation>{path} enthält keinen Rasterkanal.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/sources.py" />
      <source>{path} holds {parts} rasters and not one.</source>
      <translation>{path} enthält {parts} Raster und nicht nur eines.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/sources.py" />
      <source>{path} is damaged or cut short, or its disk cannot be read ({one_line}).</source>
      <translation>{path} ist beschädigt oder abgeschnitten, oder der Datenträger ist nicht lesbar ({one_line}).</translation>
    </message>
    <message>
      <location filename="../../models/rasters/sources.py" />
      <source>{path} is not a raster that can be read ({one_line}).</source>
      <translation>{path} ist kein lesbares Raster ({one_line}).</translation>
    </message>
    <message>
      <location filename="../../models/rasters/sources.py" />
      <source>{path} may not be read by this user.</source>
      <translation>{path} darf von diesem Benutzer nicht gelesen werden.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/vector_files.py" />
      <source>Give a GeoPackage, Shapefile or GeoJSON with polygons.</source>
      <translation>Geben Sie ein GeoPackage, Shapefile oder GeoJSON mit Polygonen an.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/vector_files.py" />
      <source>The coordinate system of {name} is not known.</source>
      <translation>Das Koordinatensystem von {name} ist nicht bekannt.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/vector_files.py" />
      <source>{name} is not a vector file that can be read ({error}).</source>
      <translation>{name} ist keine lesbare Vektordatei ({error}).</translation>
    </message>
    <message>
      <location filename="../../models/rasters/warping.py" />
      <source>Choose two scenes of the same place.</source>
      <translation>Wählen Sie zwei Szenen desselben Ortes.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/warping.py" />
      <source>Georeference both, or neither.</source>
      <translation>Georeferenzieren Sie beide oder keine.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/warping.py" />
      <source>One of the two scenes has a coordinate system and the other has none.</source>
      <translation>Eine der beiden Szenen hat ein Koordinatensystem, die andere nicht.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/warping.py" />
      <source>The second scene lies on another grid and is warped to the first one's.</source>
      <translation>Die zweite Szene liegt auf einem anderen Raster und wird auf das der ersten umgerechnet.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/warping.py" />
      <source>The second scene lies on another grid in {crs} and is warped to the first one's.</source>
      <translation>Die zweite Szene liegt auf einem anderen Raster in {crs} und wird auf das der ersten umprojiziert.</translation>
    </message>
    <message>
      <location filename="../../models/rasters/warping.py" />
      <source>The two scenes do not overlap.</source>
      <translation>Die beiden Szenen überlappen sich nicht.</translation>
    </message>
    <message>
      <location filename="../../models/scene_scaling.py" />
      <source>Leave the scaling out, or choose an official SpectralGPT network.</source>
      <translation>Lassen Sie die Skalierung weg, oder wählen Sie ein offizielles SpectralGPT-Netz.</translation>
    </message>
    <message>
      <location filename="../../models/scene_scaling.py" />
      <source>The model takes reflectance as it is; there is nothing to scale.</source>
      <translation>Das Modell nimmt Reflexion, wie sie ist; es gibt nichts zu skalieren.</translation>
    </message>
    <message>
      <location filename="../../models/scenes/cells.py" />
      <source>A cell of {size} would be {height} x {width} pixels.</source>
      <translation>Eine Zelle von {size} wäre {height} × {width} Pixel groß.</translation>
    </message>
    <message>
      <location filename="../../models/scenes/cells.py" />
      <source>Choose a size of {low} to {high} pixels.</source>
      <translation>Wählen Sie eine Größe von {low} bis {high} Pixeln.</translation>
    </message>
    <message>
      <location filename="../../models/scenes/cells.py" />
      <source>Give the size in pixels, for example 64px.</source>
      <translation>Geben Sie die Größe in Pixeln an, zum Beispiel 64px.</translation>
    </message>
    <message>
      <location filename="../../models/scenes/cells.py" />
      <source>The cell size "{text}" is no length.</source>
      <translation>Die Zellgröße „{text}“ ist keine Länge.</translation>
    </message>
    <message>
      <location filename="../../models/scenes/cells.py" />
      <source>The scene has no coordinate system, so a cell has no size in metres.</source>
      <translation>Die Szene hat kein Koordinatensystem, eine Zelle darum keine Größe in Metern.</translation>
    </message>
    <message>
      <location filename="../../models/scenes/cells.py" />
      <source>Write 640 for metres or 64px for pixels.</source>
      <translation>Schreiben Sie 640 für Meter oder 64px für Pixel.</translation>
    </message>
    <message>
      <location filename="../../models/scenes/cells.py" />
      <source>{number} m</source>
      <translation>{number} m</translation>
    </message>
    <message>
      <location filename="../../models/scenes/cells.py" />
      <source>{number} pixels</source>
      <translation>{number} Pixeln</translation>
    </message>
    <message>
      <location filename="../../models/scenes/model.py" />
      <source>The card of {model} does not say how many labels an image may have.</source>
      <translation>Die Karte von {model} sagt nicht, wie viele Klassen ein Bild haben kann.</translation>
    </message>
    <message>
      <location filename="../../models/scenes/polygons.py" />
      <source>Check the layer's coordinate system and place.</source>
      <translation>Prüfen Sie Koordinatensystem und Lage des Layers.</translation>
    </message>
    <message>
      <location filename="../../models/scenes/polygons.py" />
      <source>No polygon of {name} lies in the scene, at least by half.</source>
      <translation>Kein Polygon von {name} liegt auch nur zur Hälfte in der Szene.</translation>
    </message>
    <message>
      <location filename="../../models/scenes/polygons.py" />
      <source>{name} has no polygon.</source>
      <translation>{name} enthält kein Polygon.</translation>
    </message>
    <message>
      <location filename="../../models/scenes/targets.py" />
      <source>Cells that were left out: {left} of {count}; less than half of their pixels are valid and in the area.</source>
      <translation>Ausgelassene Zellen: {left} von {count}; weniger als die Hälfte ihrer Pixel ist gültig und liegt im Gebiet.</translation>
    </message>
    <message>
      <location filename="../../models/scenes/targets.py" />
      <source>Polygons that are larger than twice the network's images: {count}; they were cut into cells of {size}, whose probabilities were averaged.</source>
      <translation>Polygone, die mehr als doppelt so groß sind wie die Bilder des Netzes: {count}; sie wurden in Zellen von {size} zerlegt, deren Wahrscheinlichkeiten gemittelt wurden.</translation>
    </message>
    <message>
      <location filename="../../models/scenes/targets.py" />
      <source>Polygons that are too small to show anything by themselves: {count}; they were shown with their surroundings, in a square of {size}.</source>
      <translation>Polygone, die zu klein sind, um für sich etwas zu zeigen: {count}; sie wurden mit ihrer Umgebung gezeigt, in einem Quadrat von {size}.</translation>
    </message>
    <message>
      <location filename="../../models/scenes/targets.py" />
      <source>Polygons that lie outside the scene, by half at least: {count}.</source>
      <translation>Polygone, die mindestens zur Hälfte außerhalb der Szene liegen: {count}.</translation>
    </message>
    <message>
      <location filename="../../models/scenes/targets.py" />
      <source>Polygons that were left out: {left} of {count}; less than half of their pixels are valid and in the area.</source>
      <translation>Ausgelassene Polygone: {left} von {count}; weniger als die Hälfte ihrer Pixel ist gültig und liegt im Gebiet.</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/band_mixing.py" />
      <source>At least {needed} must be there: {known}. Say which bands are which with the bands option.</source>
      <translation>Mindestens {needed} müssen da sein: {known}. Sagen Sie mit der Kanalangabe, welcher Kanal welcher ist.</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/band_mixing.py" />
      <source>Say which bands are which with the bands option.</source>
      <translation>Sagen Sie mit der Kanalangabe, welcher Kanal welcher ist.</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/band_mixing.py" />
      <source>The scene has no band from which {name} could be made.</source>
      <translation>Die Szene hat keinen Kanal, aus dem sich {name} ergänzen ließe.</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/band_mixing.py" />
      <source>The scene has {made} of the {wanted} bands that the model needs ({there}).</source>
      <translation>Die Szene hat {made} der {wanted} Kanäle, die das Modell braucht ({there}).</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/checkpoints.py" />
      <source>Download the file again.</source>
      <translation>Laden Sie die Datei noch einmal herunter.</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/checkpoints.py" />
      <source>Official files are SpectralGPT.pth, SpectralGPT+.pth and those of its downstream tasks.</source>
      <translation>Offizielle Dateien sind SpectralGPT.pth, SpectralGPT+.pth und die der nachgelagerten Aufgaben.</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/checkpoints.py" />
      <source>The weights do not fit SpectralGPT's {task} network: {what}.</source>
      <translation>Die Gewichte passen nicht zum SpectralGPT-Netz für „{task}“: {what}.</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/checkpoints.py" />
      <source>These are not the weights of a SpectralGPT network ({reason}).</source>
      <translation>Das sind nicht die Gewichte eines SpectralGPT-Netzes ({reason}).</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/checkpoints.py" />
      <source>a grid of {places} places is not square</source>
      <translation>ein Raster von {places} Plätzen ist nicht quadratisch</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/checkpoints.py" />
      <source>classes</source>
      <translation>Klassen</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/checkpoints.py" />
      <source>depth</source>
      <translation>Tiefe</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/checkpoints.py" />
      <source>grid</source>
      <translation>Raster</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/checkpoints.py" />
      <source>its tokens are {found} instead of {wanted}</source>
      <translation>die Tokens haben {found} statt {wanted}</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/checkpoints.py" />
      <source>only classifiers have one position table</source>
      <translation>nur Klassifikatoren haben eine einzige Positionstabelle</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/checkpoints.py" />
      <source>spectral groups</source>
      <translation>Spektralgruppen</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/checkpoints.py" />
      <source>the entry {name} has no place in it</source>
      <translation>der Eintrag {name} hat darin keinen Platz</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/checkpoints.py" />
      <source>tokens</source>
      <translation>Tokens</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/checkpoints.py" />
      <source>width</source>
      <translation>Breite</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/checkpoints.py" />
      <source>{count} entries are missing, the first is {first}</source>
      <translation>{count} Einträge fehlen, der erste ist {first}</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/checkpoints.py" />
      <source>{count} entries are too many, the first is {first}</source>
      <translation>{count} Einträge sind zu viel, der erste ist {first}</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/checkpoints.py" />
      <source>{name} has the shape {shape} instead of {wanted}</source>
      <translation>{name} hat die Form {shape} statt {wanted}</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/checkpoints.py" />
      <source>{name} holds values that are not numbers.</source>
      <translation>{name} enthält Werte, die keine Zahlen sind.</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/checkpoints.py" />
      <source>{name} holds {kind}</source>
      <translation>{name} enthält {kind}</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/checkpoints.py" />
      <source>{what} of {value}</source>
      <translation>{what}: {value}</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/conversion.py" />
      <source>Choose another folder or id.</source>
      <translation>Wählen Sie einen anderen Ordner oder eine andere Kennung.</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/conversion.py" />
      <source>Choose another id, or allow overwriting.</source>
      <translation>Wählen Sie eine andere Kennung, oder erlauben Sie das Überschreiben.</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/conversion.py" />
      <source>Choose another id.</source>
      <translation>Wählen Sie eine andere Kennung.</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/conversion.py" />
      <source>Choose another recipe, or {numbered}.</source>
      <translation>Wählen Sie ein anderes Rezept oder {numbered}.</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/conversion.py" />
      <source>Leave the recipe out.</source>
      <translation>Lassen Sie das Rezept weg.</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/conversion.py" />
      <source>Only networks of {count} bands can be converted.</source>
      <translation>Nur Netze mit {count} Kanälen können umgewandelt werden.</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/conversion.py" />
      <source>Recipes are for scene classifiers; this network is for something else.</source>
      <translation>Rezepte gelten für Szenenklassifikatoren; dieses Netz hat eine andere Aufgabe.</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/conversion.py" />
      <source>The disk of {folder} has {free:.0f} MB left; the model takes {needed:.0f} MB.</source>
      <translation>Auf dem Datenträger von {folder} sind {free:.0f} MB frei; das Modell braucht {needed:.0f} MB.</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/conversion.py" />
      <source>The network reads {count} bands; which ones, nothing says.</source>
      <translation>Das Netz liest {count} Kanäle; welche, ist nirgends angegeben.</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/conversion.py" />
      <source>The network tells {count} classes apart; a map holds {most}.</source>
      <translation>Das Netz unterscheidet {count} Klassen; eine Karte fasst {most}.</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/conversion.py" />
      <source>The recipe {name} has {classes} classes, the network {outputs}.</source>
      <translation>Das Rezept {name} hat {classes} Klassen, das Netz {outputs}.</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/conversion.py" />
      <source>Use lower-case letters, digits and hyphens, for example my-segmunich.</source>
      <translation>Verwenden Sie Kleinbuchstaben, Ziffern und Bindestriche, etwa mein-segmunich.</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/conversion.py" />
      <source>{file} holds a {found} network, not one for {task}.</source>
      <translation>{file} enthält ein Netz für „{found}“, nicht für „{task}“.</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/conversion.py" />
      <source>{name!r} cannot be a model's id.</source>
      <translation>{name!r} ist als Kennung eines Modells nicht möglich.</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/conversion.py" />
      <source>{name} is a shipped model.</source>
      <translation>{name} ist ein mitgeliefertes Modell.</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/conversion.py" />
      <source>{path} cannot be converted onto itself.</source>
      <translation>{path} kann nicht auf sich selbst umgewandelt werden.</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/input_options.py" />
      <source>A chip of {side} pixels does not fit.</source>
      <translation>Ein Bildausschnitt von {side} Pixeln passt nicht.</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/input_options.py" />
      <source>Its side is a multiple of {step} between {smallest} and {largest}.</source>
      <translation>Seine Seite ist ein Vielfaches von {step} zwischen {smallest} und {largest}.</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/inputs.py" />
      <source>Bands that the scene lacks were made from their neighbours: {listed}.</source>
      <translation>Kanäle, die der Szene fehlen, wurden aus ihren Nachbarn ergänzt: {listed}.</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/inputs.py" />
      <source>Chips of {side} pixels are not official: the position table of {own} pixels is resampled.</source>
      <translation>Bildausschnitte von {side} Pixeln sind nicht offiziell: Die Positionstabelle für {own} Pixel wird umgerechnet.</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/inputs.py" />
      <source>Convert the file again.</source>
      <translation>Konvertieren Sie die Datei erneut.</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/inputs.py" />
      <source>Experimental: {bands} bands in {groups} spectral groups around {centres} nm, with positions interpolated between those of the four groups that the network was trained with.</source>
      <translation>Experimentell: {bands} Kanäle in {groups} spektralen Gruppen um {centres} nm, mit Positionen, die zwischen denen der vier Gruppen interpoliert sind, mit denen das Netz trainiert wurde.</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/inputs.py" />
      <source>Gaussian responses</source>
      <translation>gaußförmigen Empfindlichkeiten</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/inputs.py" />
      <source>Leave the spectral groups as they are.</source>
      <translation>Lassen Sie die spektralen Gruppen, wie sie sind.</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/inputs.py" />
      <source>Look at nodata value, mask and region.</source>
      <translation>Prüfen Sie Nodata-Wert, Maske und Gebiet.</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/inputs.py" />
      <source>More than {most} groups would take too long: neighbouring bands were averaged to {count} channels.</source>
      <translation>Mehr als {most} Gruppen würden zu lange dauern: Benachbarte Kanäle wurden zu {count} gemittelt.</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/inputs.py" />
      <source>Other spectral groups need a network whose own ones are Sentinel-2's bands in order.</source>
      <translation>Andere spektrale Gruppen brauchen ein Netz, dessen eigene die Kanäle von Sentinel-2 in ihrer Reihenfolge sind.</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/inputs.py" />
      <source>Set the scaling to chip-minmax in the card.</source>
      <translation>Setzen Sie die Skalierung in der Karte auf chip-minmax.</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/inputs.py" />
      <source>The model's input cannot be read: {why}.</source>
      <translation>Die Eingabe des Modells ist nicht lesbar: {why}.</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/inputs.py" />
      <source>The scene has no narrow bands to resample, so {file} was not used.</source>
      <translation>Die Szene hat keine schmalen Kanäle zum Umrechnen, daher wurde {file} nicht verwendet.</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/inputs.py" />
      <source>There is no scaling {text!r}.</source>
      <translation>Es gibt keine Skalierung {text!r}.</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/inputs.py" />
      <source>There is not one valid pixel in the scene.</source>
      <translation>In der Szene gibt es kein einziges gültiges Pixel.</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/inputs.py" />
      <source>This task scales chip by chip only, but the model's card asks for scene-percentiles.</source>
      <translation>Diese Aufgabe skaliert nur Ausschnitt für Ausschnitt, aber die Karte des Modells verlangt scene-percentiles.</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/inputs.py" />
      <source>the responses in {file}</source>
      <translation>den Empfindlichkeiten in {file}</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/inputs.py" />
      <source>{band} copied from {source}</source>
      <translation>{band} kopiert von {source}</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/inputs.py" />
      <source>{band} interpolated between {low} and {high}</source>
      <translation>{band} interpoliert zwischen {low} und {high}</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/inputs.py" />
      <source>{band} interpolated from {source}</source>
      <translation>{band} interpoliert aus {source}</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/inputs.py" />
      <source>{count} Sentinel-2 bands were made from the scene's narrow ones with {how}: the centres are met within {distance:.1f} nm ({farthest}), and at least {covered:.0f} % of each response is covered ({least}).</source>
      <translation>{count} Sentinel-2-Kanäle wurden mit {how} aus den schmalen der Szene gebildet: Die Mitten sind auf {distance:.1f} nm genau getroffen ({farthest}), und mindestens {covered:.0f} % jeder Empfindlichkeit sind abgedeckt ({least}).</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/inputs.py" />
      <source>{count} bands were left out: no known wavelength, or hidden by water vapour.</source>
      <translation>{count} Kanäle wurden weggelassen: ohne bekannte Wellenlänge oder vom Wasserdampf verdeckt.</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/official_models.py" />
      <source>Choose an imported pretraining network, or leave the spectral groups as they are.</source>
      <translation>Wählen Sie ein importiertes Vortrainingsnetz oder lassen Sie die spektralen Gruppen, wie sie sind.</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/official_models.py" />
      <source>Convert the weights again.</source>
      <translation>Wandeln Sie die Gewichte noch einmal um.</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/official_models.py" />
      <source>The card of {id} does not fit: {why}.</source>
      <translation>Die Karte von {id} passt nicht: {why}.</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/official_models.py" />
      <source>This network merges its four spectral groups by trained weights: it reads no others.</source>
      <translation>Dieses Netz führt seine vier spektralen Gruppen mit trainierten Gewichten zusammen: Andere liest es nicht.</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/pretraining_model.py" />
      <source>The card of {model} has {count} bands, not {wanted}.</source>
      <translation>Die Modellkarte von {model} nennt {count} Kanäle statt {wanted}.</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/pretraining_model.py" />
      <source>{model} is no pretraining network.</source>
      <translation>{model} ist kein Netz aus dem Vortraining.</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/responses.py" />
      <source>Export all bands of the sheet.</source>
      <translation>Exportieren Sie alle Kanäle des Tabellenblatts.</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/responses.py" />
      <source>It needs rising wavelengths in nanometres and a column for each band, such as B02.</source>
      <translation>Nötig sind steigende Wellenlängen in Nanometern und eine Spalte je Kanal, etwa B02.</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/responses.py" />
      <source>Save it as CSV: the wavelength in nanometres, then a column for each band.</source>
      <translation>Speichern Sie sie als CSV: die Wellenlänge in Nanometern, dann eine Spalte je Kanal.</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/responses.py" />
      <source>The response table {file} cannot be read: {reason}.</source>
      <translation>Die Empfindlichkeitstabelle {file} ist nicht lesbar: {reason}.</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/responses.py" />
      <source>The response table {file} has no column for {band}.</source>
      <translation>Die Empfindlichkeitstabelle {file} hat keine Spalte für {band}.</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/responses.py" />
      <source>The response table {file} is of no use: {reason}.</source>
      <translation>Die Empfindlichkeitstabelle {file} ist nicht brauchbar: {reason}.</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/responses.py" />
      <source>There is no response table {path}.</source>
      <translation>Es gibt keine Empfindlichkeitstabelle {path}.</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/responses.py" />
      <source>it ends within {band}, which reaches beyond its wavelengths</source>
      <translation>sie endet innerhalb von {band}, der über ihre Wellenlängen hinausreicht</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/responses.py" />
      <source>it has fewer than two rows of numbers</source>
      <translation>sie hat weniger als zwei Zeilen mit Zahlen</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/responses.py" />
      <source>it has two columns for {band}</source>
      <translation>sie hat zwei Spalten für {band}</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/responses.py" />
      <source>it is no text</source>
      <translation>sie ist kein Text</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/responses.py" />
      <source>it is too large</source>
      <translation>sie ist zu groß</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/responses.py" />
      <source>its wavelengths do not rise from row to row</source>
      <translation>ihre Wellenlängen steigen nicht von Zeile zu Zeile</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/responses.py" />
      <source>its wavelengths seem to be micrometres, not nanometres</source>
      <translation>ihre Wellenlängen scheinen Mikrometer zu sein, nicht Nanometer</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/responses.py" />
      <source>none of its columns is named after a band of Sentinel-2</source>
      <translation>keine ihrer Spalten heißt wie ein Kanal von Sentinel-2</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/responses.py" />
      <source>row {row} has more cells than the first one</source>
      <translation>Zeile {row} hat mehr Zellen als die erste</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/responses.py" />
      <source>the response of {band} is 0 everywhere</source>
      <translation>die Empfindlichkeit von {band} ist überall 0</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/responses.py" />
      <source>the response of {band} is negative at {place:.0f} nm</source>
      <translation>die Empfindlichkeit von {band} ist bei {place:.0f} nm negativ</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/responses.py" />
      <source>the response of {band} lies at {found:.0f} nm instead of {wanted:.0f} nm</source>
      <translation>die Empfindlichkeit von {band} liegt bei {found:.0f} nm statt bei {wanted:.0f} nm</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/responses.py" />
      <source>“{cell}” in row {row} is not a number</source>
      <translation>„{cell}“ in Zeile {row} ist keine Zahl</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/scene_recipes.py" />
      <source>The card's cell cannot be read.</source>
      <translation>Die Zelle der Karte ist nicht lesbar.</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/scene_recipes.py" />
      <source>There is no recipe {name!r}.</source>
      <translation>Es gibt kein Rezept {name!r}.</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/spectral_groups.py" />
      <source>The scene has {count} bands of known wavelength; a spectral group takes {group}.</source>
      <translation>Die Szene hat {count} Kanäle bekannter Wellenlänge; eine spektrale Gruppe braucht {group}.</translation>
    </message>
    <message>
      <location filename="../../models/spectralgpt/spectral_groups.py" />
      <source>There are no spectral groups “{text}”.</source>
      <translation>Spektrale Gruppen „{text}“ gibt es nicht.</translation>
    </message>
    <message>
      <location filename="../../models/tasks/change.py" />
      <source>Done</source>
      <translation>Fertig</translation>
    </message>
    <message>
      <location filename="../../models/tasks/change.py" />
      <source>Leave it out, or choose the method {method}.</source>
      <translation>Lassen Sie es weg oder wählen Sie das Verfahren {method}.</translation>
    </message>
    <message>
      <location filename="../../models/tasks/change.py" />
      <source>The method {method} has no network whose input could be set ({wish}).</source>
      <translation>Das Verfahren {method} hat kein Netz, dessen Eingabe sich einstellen ließe ({wish}).</translation>
    </message>
    <message>
      <location filename="../../models/tasks/change.py" />
      <source>Writing</source>
      <translation>Schreiben</translation>
    </message>
    <message>
      <location filename="../../models/tasks/change.py" />
      <source>Writing transitions</source>
      <translation>Übergänge werden geschrieben</translation>
    </message>
    <message>
      <location filename="../../models/tasks/conversion.py" />
      <source>Converting</source>
      <translation>Wird umgewandelt</translation>
    </message>
    <message>
      <location filename="../../models/tasks/conversion.py" />
      <source>Reading</source>
      <translation>Wird gelesen</translation>
    </message>
    <message>
      <location filename="../../models/tasks/embedding.py" />
      <source>Choose {listed}.</source>
      <translation>Wählen Sie {listed}.</translation>
    </message>
    <message>
      <location filename="../../models/tasks/embedding.py" />
      <source>Computing features</source>
      <translation>Merkmale werden berechnet</translation>
    </message>
    <message>
      <location filename="../../models/tasks/embedding.py" />
      <source>There is no type {type!r}.</source>
      <translation>Es gibt keinen Typ {type!r}.</translation>
    </message>
    <message>
      <location filename="../../models/tasks/fetching.py" />
      <source>Delete it first, or allow overwriting.</source>
      <translation>Löschen Sie es zuerst, oder erlauben Sie das Überschreiben.</translation>
    </message>
    <message>
      <location filename="../../models/tasks/fetching.py" />
      <source>SHA-256 of {file}: {sha256}. Nobody published it, so later downloads are compared with this one.</source>
      <translation>SHA-256 von {file}: {sha256}. Niemand hat ihn veröffentlicht; spätere Downloads werden deshalb mit diesem verglichen.</translation>
    </message>
    <message>
      <location filename="../../models/tasks/fetching.py" />
      <source>The downloaded file ({size}) was deleted: the model suffices.</source>
      <translation>Die heruntergeladene Datei ({size}) wurde gelöscht: Das Modell genügt.</translation>
    </message>
    <message>
      <location filename="../../models/tasks/fetching.py" />
      <source>{model} is there already.</source>
      <translation>{model} ist schon da.</translation>
    </message>
    <message>
      <location filename="../../models/tasks/hiding.py" />
      <source>0.75 hides three quarters.</source>
      <translation>0.75 verdeckt drei Viertel.</translation>
    </message>
    <message>
      <location filename="../../models/tasks/hiding.py" />
      <source>1,3 hides the first and the third.</source>
      <translation>1,3 verdeckt die erste und die dritte.</translation>
    </message>
    <message>
      <location filename="../../models/tasks/hiding.py" />
      <source>Both {first} and {second} say what to hide.</source>
      <translation>Sowohl {first} als auch {second} sagen, was verdeckt wird.</translation>
    </message>
    <message>
      <location filename="../../models/tasks/hiding.py" />
      <source>Error and spectra compare with what the scene shows there, which must be the ground, not a cloud.</source>
      <translation>Fehler und Spektren vergleichen mit dem, was die Szene dort zeigt; das muss der Boden sein und keine Wolke.</translation>
    </message>
    <message>
      <location filename="../../models/tasks/hiding.py" />
      <source>Give a share, spectral groups, or polygons.</source>
      <translation>Geben Sie einen Anteil, spektrale Gruppen oder Polygone an.</translation>
    </message>
    <message>
      <location filename="../../models/tasks/hiding.py" />
      <source>Leave at least one group visible.</source>
      <translation>Lassen Sie mindestens eine Gruppe sichtbar.</translation>
    </message>
    <message>
      <location filename="../../models/tasks/hiding.py" />
      <source>Spectral groups are numbers from 1 to {count}, not {text!r}.</source>
      <translation>Spektrale Gruppen sind Zahlen von 1 bis {count}, nicht {text!r}.</translation>
    </message>
    <message>
      <location filename="../../models/tasks/hiding.py" />
      <source>The share of hidden tokens lies between 0 and 1, not {text!r}.</source>
      <translation>Der Anteil verdeckter Tokens liegt zwischen 0 und 1, nicht bei {text!r}.</translation>
    </message>
    <message>
      <location filename="../../models/tasks/hiding.py" />
      <source>With all spectral groups hidden, nothing is left to see.</source>
      <translation>Wenn alle spektralen Gruppen verdeckt sind, ist nichts mehr zu sehen.</translation>
    </message>
    <message>
      <location filename="../../models/tasks/reconstruction.py" />
      <source>Hide more, or look at nodata value, mask, region and polygons.</source>
      <translation>Verdecken Sie mehr, oder prüfen Sie Nodata-Wert, Maske, Gebiet und Polygone.</translation>
    </message>
    <message>
      <location filename="../../models/tasks/reconstruction.py" />
      <source>No valid pixel was hidden and could be reconstructed.</source>
      <translation>Kein gültiges Pixel war verdeckt und konnte rekonstruiert werden.</translation>
    </message>
    <message>
      <location filename="../../models/tasks/reconstruction.py" />
      <source>Reconstructing</source>
      <translation>Rekonstruktion läuft</translation>
    </message>
    <message>
      <location filename="../../models/tasks/rethreshold.py" />
      <source>Choose the evidence that a change detection has written.</source>
      <translation>Wählen Sie die Evidenz, die eine Veränderungserkennung geschrieben hat.</translation>
    </message>
    <message>
      <location filename="../../models/tasks/rethreshold.py" />
      <source>Reading the evidence</source>
      <translation>Evidenz wird gelesen</translation>
    </message>
    <message>
      <location filename="../../models/tasks/rethreshold.py" />
      <source>{path} cannot be opened as a raster.</source>
      <translation>{path} lässt sich nicht als Raster öffnen.</translation>
    </message>
    <message>
      <location filename="../../models/tasks/rethreshold.py" />
      <source>{path} cannot be read: {error}.</source>
      <translation>{path} ist nicht lesbar: {error}.</translation>
    </message>
    <message>
      <location filename="../../models/tasks/rethreshold.py" />
      <source>{path} is not an evidence raster: one band of bytes with nodata 255 is expected.</source>
      <translation>{path} ist kein Evidenzraster: Erwartet wird ein Kanal von Bytes mit Nodata 255.</translation>
    </message>
    <message>
      <location filename="../../models/tasks/scenes.py" />
      <source>Both a cell size and polygons say what to label.</source>
      <translation>Zellgröße und Polygone sagen beide, was zu klassifizieren ist.</translation>
    </message>
    <message>
      <location filename="../../models/tasks/scenes.py" />
      <source>Classifying</source>
      <translation>Klassifikation läuft</translation>
    </message>
    <message>
      <location filename="../../models/tasks/scenes.py" />
      <source>Give one of the two.</source>
      <translation>Geben Sie eines von beiden an.</translation>
    </message>
    <message>
      <location filename="../../models/tasks/scenes.py" />
      <source>Leave the threshold out, or choose a model of several labels.</source>
      <translation>Lassen Sie die Schwelle weg oder wählen Sie ein Modell mit mehreren Klassen.</translation>
    </message>
    <message>
      <location filename="../../models/tasks/scenes.py" />
      <source>Nothing could be labelled: everywhere less than half of the pixels are valid.</source>
      <translation>Nichts ließ sich klassifizieren: Überall ist weniger als die Hälfte der Pixel gültig.</translation>
    </message>
    <message>
      <location filename="../../models/tasks/scenes.py" />
      <source>The model gives each image one label; there is no threshold.</source>
      <translation>Das Modell gibt jedem Bild eine Klasse; es gibt keine Schwelle.</translation>
    </message>
    <message>
      <location filename="../../models/tasks/scenes.py" />
      <source>The network learned from images of {trained} m; cells of {size} show it the ground at another scale, and its answers may be worse.</source>
      <translation>Das Netz hat an Bildern von {trained} m gelernt; Zellen von {size} zeigen ihm den Boden in einem anderen Maßstab, und seine Antworten können schlechter sein.</translation>
    </message>
    <message>
      <location filename="../../models/tasks/scenes.py" />
      <source>The threshold lies between 0 and 1, not {text!r}.</source>
      <translation>Die Schwelle liegt zwischen 0 und 1, nicht bei {text!r}.</translation>
    </message>
    <message>
      <location filename="../../models/tasks/scenes.py" />
      <source>{number} is the usual one.</source>
      <translation>Üblich ist {number}.</translation>
    </message>
    <message>
      <location filename="../../models/tasks/segmentation.py" />
      <source>Removing small patches</source>
      <translation>Kleine Flecken werden entfernt</translation>
    </message>
    <message>
      <location filename="../../models/tasks/segmentation.py" />
      <source>Tracing polygons</source>
      <translation>Polygone werden gezogen</translation>
    </message>
    <message>
      <location filename="../../models/tasks/spectra.py" />
      <source>Choose another name.</source>
      <translation>Wählen Sie einen anderen Namen.</translation>
    </message>
    <message>
      <location filename="../../models/tasks/spectra.py" />
      <source>Choose another.</source>
      <translation>Wählen Sie einen anderen.</translation>
    </message>
    <message>
      <location filename="../../models/tasks/spectra.py" />
      <source>{name} should end in .csv.</source>
      <translation>{name} sollte auf .csv enden.</translation>
    </message>
    <message>
      <location filename="../../models/tasks/spectra.py" />
      <source>{path} is a folder.</source>
      <translation>{path} ist ein Ordner.</translation>
    </message>
    <message>
      <location filename="../../models/tasks/upkeep.py" />
      <source>Only models of your own can be deleted.</source>
      <translation>Löschen lassen sich nur eigene Modelle.</translation>
    </message>
    <message>
      <location filename="../../models/tasks/upkeep.py" />
      <source>Perhaps another program has it open: close it and try again.</source>
      <translation>Vielleicht hat ein anderes Programm die Datei geöffnet: Schließen Sie es und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
      <location filename="../../models/tasks/upkeep.py" />
      <source>See python -m models catalog.</source>
      <translation>Siehe python -m models catalog.</translation>
    </message>
    <message>
      <location filename="../../models/tasks/upkeep.py" />
      <source>There is no model {name!r}.</source>
      <translation>Ein Modell {name!r} gibt es nicht.</translation>
    </message>
    <message>
      <location filename="../../models/tasks/upkeep.py" />
      <source>{model} is a part of the plugin.</source>
      <translation>{model} gehört zum Plugin.</translation>
    </message>
    <message>
      <location filename="../../models/tasks/upkeep.py" />
      <source>{path} cannot be deleted: {reason}.</source>
      <translation>{path} lässt sich nicht löschen: {reason}.</translation>
    </message>
    <message>
      <location filename="../../models/worker.py" />
      <source>Cancelled.</source>
      <translation>Abgebrochen.</translation>
    </message>
    <message>
      <location filename="../../models/worker.py" />
      <source>Parameters must have names.</source>
      <translation>Parameter müssen Namen haben.</translation>
    </message>
    <message>
      <location filename="../../models/worker.py" />
      <source>The engine cannot read its input: {error}.</source>
      <translation>Die Engine kann ihre Eingabe nicht lesen: {error}.</translation>
    </message>
    <message>
      <location filename="../../models/worker.py" />
      <source>The engine failed: {error}.</source>
      <translation>In der Engine ist ein Fehler aufgetreten: {error}.</translation>
    </message>
    <message>
      <location filename="../../models/worker.py" />
      <source>The engine's log has the details.</source>
      <translation>Einzelheiten stehen im Protokoll der Engine.</translation>
    </message>
    <message>
      <location filename="../../models/worker.py" />
      <source>The finished part is kept; resume to go on.</source>
      <translation>Der fertige Teil bleibt erhalten; setzen Sie fort, um weiterzumachen.</translation>
    </message>
    <message>
      <location filename="../../models/worker.py" />
      <source>This is no request.</source>
      <translation>Das ist keine Anfrage.</translation>
    </message>
  </context>
</TS>
