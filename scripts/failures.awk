# Names the failed tests of a TRX report, each with the first lines of its message; names alone with -v names=1.
BEGIN { RS = "<UnitTestResult " }

NR > 1 {
  head = substr($0, 1, index($0, ">"))
  if (head !~ / outcome="Failed"/) next
  name = head
  sub(/.*testName="/, "", name)
  sub(/".*/, "", name)
  print plain(name)
  if (names) next

  message = ""
  if (start = index($0, "<Message>")) {
    message = substr($0, start + 9)
    message = plain(substr(message, 1, index(message, "</Message>") - 1))
  }
  count = split(message, lines, "\n")
  shown = 0
  for (i = 1; i <= count && shown < 6; i++) {
    if (lines[i] ~ /^[ \t\r]*$/) continue
    sub(/\r$/, "", lines[i])
    print "    " substr(lines[i], 1, 300)
    shown++
  }
}

# The text behind XML's names for characters; a line break in a test's name stays written out.
function plain(text) {
  gsub(/&lt;/, "<", text)
  gsub(/&gt;/, ">", text)
  gsub(/&quot;/, "\"", text)
  gsub(/&apos;/, "'", text)
  gsub(/&#xD;/, "", text)
  gsub(/&#xA;/, " ", text)
  gsub(/&amp;/, "\\&", text)
  return text
}
