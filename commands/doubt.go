package commands

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// lastSeverity is a severity that a text ends with; the comma before it, if any,
// makes it a remark about the text and no part of it.
var lastSeverity = regexp.MustCompile(`(?i)(,)?\s+\(?(?:sev(?:erity)?\s?|p)([1-4])[).!]*$`)

// endSeverity is the severity that a text ends with, 0 for none, and whether a
// comma stands before it: "it shows salaries, sev1".
func endSeverity(text string) (s rollout.Severity, apart bool) {
	m := lastSeverity.FindStringSubmatch(strings.TrimSpace(text))
	if m == nil {
		return 0, false
	}
	return rollout.Severity(m[2][0] - '0'), m[1] != ""
}

// doubts are the facts of a receipt that say how the text of an incident speaks
// against what it was opened as: a severity at its end, an area at its beginning.
// "right" is the line that opens it so, "" where no button can carry it.
func doubts(p rollout.Plan, in rollout.Incident) map[string]string {
	areas := rollout.Areas(p)
	sev, _ := endSeverity(in.Text)
	if sev == in.Sev {
		sev = 0
	}
	var area rollout.Area
	if in.AreaBy == "default" {
		if area = beginsLike(in.Text, areas); area.Row == in.Policy.Row {
			area = rollout.Area{}
		}
	}
	if sev == 0 && area.Row == "" {
		return nil
	}
	want := rollout.Report{Area: area.Row, Sev: sev, Text: in.Text}
	if sev == 0 {
		want.Sev = in.Sev
	}
	if area.Row == "" && in.AreaBy != "default" {
		want.Area = in.Policy.Row
	}
	args := fmt.Sprintf("sev%d %s", want.Sev, escaped.Replace(in.Text))
	if want.Area != "" {
		args = "area=" + string(want.Area) + " " + args
	}
	f := map[string]string{}
	if sev != 0 {
		f["says_sev"] = fmt.Sprint(int(sev))
	}
	if area.Row != "" {
		f["says_area"] = area.Name
	}
	line := "in " + string(p.ID) + " incident open " + args
	// A name may be another area's row: what the line means is read, not assumed.
	if r, err := takeReport(NewLine(args), areas); err == nil && r == want && len(line) <= maxButtonLine {
		f["right"] = line
	}
	return f
}

// escaped puts a text into the chat's escaped form, as lines travel.
var escaped = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// beginsLike is the area whose name, or a word of it that no other area has, a text
// begins with, a slip of the pen allowed; the zero Area for none.
func beginsLike(text string, areas []rollout.Area) rollout.Area {
	words := NewLine(escaped.Replace(text)).Words()
	if a, n, by := matchArea(areas, words); n > 0 && by != byRow {
		return a
	}
	if len(words) == 0 {
		return rollout.Area{}
	}
	first := unmarked(words[:1])[0]
	called := callings(areas)
	for i, a := range areas {
		for _, c := range called[i] {
			const fewest = 5 // letters of which one may be wrong
			if c.by == byWord && len(c.words) == 1 && utf8.RuneCountInString(c.words[0]) >= fewest && mistyped(first, c.words) != "" {
				return a
			}
		}
	}
	return rollout.Area{}
}
