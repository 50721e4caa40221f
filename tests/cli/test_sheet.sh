# `sheet`: a page for students that does not name the cause; the answer only with --solution
. "$here/lib.sh"
expect 0 "$RAVINE" sheet quick --format txt --threads 1
page=$(cat out)
case $page in ./case-*.txt) ;; *) fail "the name of the page: $page" ;; esac
has "$page" "Training looks fine, but validation jumps."
has "$page" "[ ] B  an eight times bigger mini-batch"
lacks "$page" "too large"
lacks "$page" "C01"
for word in quick bouncing settled; do lacks "$page" "$word"; done
expect 0 "$RAVINE" sheet quick --format txt --solution --out answer
has "$(cat out)" "A rate that is too large, in a tenth of a second (C01)"
has "$(cat out)" "A  a smaller learning rate   <- right; jumps "
# PDF: header, one page or two, an index that fits
for solution in "" --solution; do
    expect 0 "$RAVINE" sheet quick $solution
    pdf=$(cat out)
    [ "$(head -c 8 "$pdf")" = "%PDF-1.4" ] || fail "no PDF"
    pages=$(grep -ac '/Type /Page ' "$pdf")
    [ "$pages" -eq $((1 + ${#solution} / 10)) ] || fail "$pages pages"
    start=$(tail -n 2 "$pdf" | head -n 1)
    [ "$(tail -c +$((start + 1)) "$pdf" | head -c 4)" = xref ] || fail "the index is elsewhere"
done
expect 0 "$RAVINE" sheet quick --format svg --solution
[ "$(wc -l <out)" -eq 2 ] || fail "two SVG pages"
python3 -c 'import sys, xml.dom.minidom as x; [x.parse(p.strip()) for p in sys.stdin]' <out ||
    fail "no XML"
lacks "$(head -n 1 out)" "<- right"
# the same page again is the same file
"$RAVINE" sheet quick --out one >out && "$RAVINE" sheet quick --out two --threads 1 >out
cmp one/*.pdf two/*.pdf || fail "another page"
expect 2 "$RAVINE" sheet quick --format png
expect 2 "$RAVINE" sheet nothing

# Words of any language stand in the page as they are, in every format.
cat > words.yaml <<'E'
title: Λάθος ρυθμός β₁
symptom: "łódź, zażółć: η απώλεια 検証損失"
question: どの変更?
choices: [{text: "η = 0.01", variant: calm}]
answer: calm
recipe: {data: {train: 50, validation: 50}, train: {epochs: 3}}
variants: {wild: {}, calm: {optimizer.learning_rate: 0.01}}
E
expect 0 "$RAVINE" sheet ./words.yaml --solution --out words
command -v pdftotext >/dev/null || skip "pdftotext is not here"
pdftotext "$(cat out)" words.txt
for word in "łódź, zażółć: η απώλεια" 検証損失 どの変更 "η = 0.01" "Λάθος ρυθμός β"; do
    has words.txt "$word"
done
