package commands

import (
	"regexp"
	"strings"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
)

// calledStretch are stretches of days that nothing else is called.
var calledStretch = regexp.MustCompile(`^(?:last|this) (?:week|month|year)$`)

// stretchOf is a stretch of days as people say it, "last month" or "in march", and
// its first and last day. Behind "in" anything is one that the books can be asked for.
func stretchOf(text string, today rollout.Day) (first, last rollout.Day, ok bool) {
	named, in := strings.CutPrefix(text, "in ")
	named = strings.TrimPrefix(named, "for ") // no line is called "last"
	if !in && !calledStretch.MatchString(named) {
		return first, last, false
	}
	if which, ok := strings.CutSuffix(named, " week"); ok {
		first = today.AddDays(-int(today.Weekday()+6) % 7) // its Monday
		if which == "last" {
			first = first.AddDays(-7)
		}
		return first, first.AddDays(6), which == "last" || which == "this"
	}
	period, first, ok := rollout.ReadPeriod(named, today)
	next := rollout.Day{Year: first.Year, Month: first.Month + 1, Day: 1}
	if first.Day = 1; period == rollout.YearOf(first) {
		first.Month = 1
		next = rollout.Day{Year: first.Year + 1, Month: 1, Day: 1}
	}
	return first, next.AddDays(-1), ok
}

// stretch is how many words at the front say a stretch of days; 0 for none.
func (l *Line) stretch(today rollout.Day) int {
	words := l.Words()
	for n := min(3, len(words)); n > 1; n-- {
		if _, _, ok := stretchOf(dayText(words[:n]), today); ok {
			return n
		}
	}
	return 0
}

// stretchDays are the days of a stretch that are offered: its first and its last
// one, or today where it is not over.
func stretchDays(text string, today rollout.Day) []rollout.Day {
	first, last, ok := stretchOf(text, today)
	switch {
	case !ok || today.Before(first):
		return nil
	case today.Before(last):
		last = today
	}
	if first == last {
		return []rollout.Day{last}
	}
	return []rollout.Day{first, last}
}

// stretchQuestion asks for the day in a stretch of days.
func stretchQuestion(words string) string {
	return "“" + clip(words, 60) + "” names no day. Which one is it? Any other goes behind “on”. Nothing was booked yet."
}

// askStretch asks which day is meant by the first n words, which name several.
func (c *Call) askStretch(k desk, b rollout.Booking, monthly bool, n int, today rollout.Day) error {
	whole := c.Line.Left()
	text := dayText(c.Line.Words()[:n])
	rest := *c.Line
	rest.Drop(n)
	a := &choose{question: stretchQuestion(strings.TrimRight(strings.TrimSpace(plainText(strings.TrimSuffix(whole, rest.Left()))), ".,;"))}
	for _, d := range stretchDays(text, today) {
		r := b
		if r.On = d; c.faultOf(k, r, monthly) == nil {
			a.choices = append(a.choices, view.Choice{Text: view.DayWords(d), Line: strings.TrimSpace(spendLine(k, r, monthly) + " " + rest.Left())})
		}
	}
	a.choices = append(a.choices, bookingChoice(k, b, whole, monthly))
	return a.fits()
}

// cutStretch takes a stretch of days from a note's end: which day is meant is asked.
func (e *noteEnd) cutStretch(today rollout.Day) bool {
	for n := 3; n > 1 && !e.dated; n-- {
		words := e.tail(n)
		if words == nil || words[0] == "this" || words[0] == "for" {
			continue
		}
		text := dayText(words)
		days := stretchDays(text, today)
		if before := e.tail(n + 1); len(days) == 0 || before != nil && before[0] != "on" && isDayWord(before[0]) {
			continue // "hosting of last month"
		}
		e.cut(n)
		e.days, e.dated, e.doubt, e.far = days, true, true, stretchQuestion(text)
		return true
	}
	return false
}
