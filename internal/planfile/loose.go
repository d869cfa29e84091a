package planfile

import (
	"fmt"
	"regexp"
	"strings"
)

var (
	speaks   = regexp.MustCompile(`\p{L}{2,}.*\s.*\p{L}{2,}.*\s.*\p{L}{2,}`) // three words or more
	ofHours  = regexp.MustCompile(`(?i)\b(?:hours|weekdays?|weekends?|mon(?:day)?|office|opening|on-?call)\b`)
	listMark = regexp.MustCompile(`^[>\s]*(?:[-*+•] |\d{1,2}[.)] )?`)
)

const support = 4 // the section of the support table

// loosen remembers a line of a section of the template that no field holds.
func (s *layout) loosen(i int) {
	b := s.bytes(i)
	if s.section <= 0 || s.again || len(b) > MaxCell || b[0] == '<' || strings.ContainsRune(string(b), '|') || !speaks.Match(b) {
		return
	}
	s.loose = append(s.loose, i)
	s.looseIn = append(s.looseIn, s.section)
}

// looseEnds says of sentences that stand beside the fields that they are kept
// and that nothing acts on them: one finding for each paragraph, so many at most.
func (s *layout) looseEnds() {
	const most = 5
	said, rest := 0, 0
	for k, i := range s.loose {
		if k > 0 && s.loose[k-1] == i-1 {
			continue // of the same paragraph
		}
		if said++; said > most {
			rest++
			continue
		}
		text := strings.TrimSpace(listMark.ReplaceAllString(plain(string(s.bytes(i))), ""))
		words, fix := quote(text)+" stands in no field of the template: it is kept, and nothing acts on it.", "Write it into a field where something must act on it."
		if s.looseIn[k] == support && ofHours.MatchString(text) {
			words += " Business hours are Monday to Friday from 09:00 to 17:00 on the plan's clock."
			fix = "Write a response in “hours” instead of “business hours” where these do not fit."
		}
		s.note(s.ls[i].num, "prose-loose", words, fix)
	}
	if rest > 0 {
		s.note(s.ls[s.loose[len(s.loose)-1]].num, "prose-loose", fmt.Sprintf("So do %d more paragraphs up to this line.", rest), "Write them into fields where something must act on them.")
	}
}
