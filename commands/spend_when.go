package commands

import (
	"errors"
	"strings"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// everyMonthWords say that an amount is booked every month.
var everyMonthWords = [][]string{{"monthly"}, {"every", "month"}, {"each", "month"}, {"per", "month"}, {"/month"}, {"/", "month"}}

// perhapsMonthly may say it: "60 a month" as against "60 a month of licences".
var perhapsMonthly = []string{"a", "month"}

// takeEveryMonth takes the words that say that it is booked every month.
func (l *Line) takeEveryMonth() bool {
	words := l.Words()
	for i, w := range words[:min(2, len(words))] {
		words[i] = strings.TrimRight(w, ".,;")
	}
	for _, like := range everyMonthWords {
		if startsWith(words, like) {
			l.Drop(len(like))
			return true
		}
	}
	return false
}

// anyMonthly reports whether such words follow anywhere.
func (l *Line) anyMonthly() bool {
	for rest := *l; !rest.Empty(); rest.Drop(1) {
		if ahead := rest; ahead.takeEveryMonth() {
			return true
		}
	}
	return false
}

// takeMonthly takes what says it before or in an amount: "monthly 15", "15/month",
// "15 EUR/month".
func (l *Line) takeMonthly(budget rollout.Quantity) bool {
	if l.Take("monthly") {
		return true
	}
	rest := *l
	first, second := rest.Raw(), rest.Raw()
	if number, ok := cutPerMonth(first); ok {
		*l = *NewLine(number + " " + strings.TrimSpace(second+" "+rest.Left()))
		return true
	}
	unit, ok := cutPerMonth(second)
	if what, _ := takeCurrency(plainText(unit)); ok && (what.Of() != "" || unitOf(strings.ToLower(plainText(unit)), budget) != "") {
		*l = *NewLine(first + " " + unit + " " + rest.Left())
		return true
	}
	return false
}

func cutPerMonth(word string) (before string, ok bool) {
	const per = "/month"
	at := len(word) - len(per)
	if at < 1 || !strings.EqualFold(word[at:], per) {
		return word, false
	}
	return word[:at], true
}

// everyMonth makes the buttons of a question about an amount say that it is booked
// every month.
func everyMonth(err error, monthly bool) error {
	var a *choose
	if !monthly || !errors.As(err, &a) {
		return err
	}
	for i, choice := range a.choices {
		a.choices[i].Text = choice.Text + ", every month"
		a.choices[i].Line = strings.Replace(choice.Line, " spend ", " spend monthly ", 1)
	}
	return a.fits()
}

const letters = "abcdefghijklmnopqrstuvwxyz"

// bareDay is how many words at the front say a day without "on" before them; 0 for
// none. Bare numbers are none: behind an amount they may belong to it.
func (l *Line) bareDay(today rollout.Day) int {
	words := l.Words()
	for n := min(dayLongest, len(words)); n > 0; n-- {
		text := dayText(words[:n])
		if n > 1 && !strings.ContainsAny(text, letters) {
			continue
		}
		if len(readDay(text, today, behind).days) > 0 {
			return n
		}
	}
	return 0
}

// isWeekday reports whether a word alone names a day of the week.
func isWeekday(word string) bool {
	_, ok := weekdayOf(word)
	return ok
}

func weekdayOf(word string) (time.Weekday, bool) {
	word = strings.TrimRight(word, ".,;")
	for d := time.Sunday; d <= time.Saturday; d++ {
		if name := strings.ToLower(d.String()); word == name || word == name[:3] {
			return d, true
		}
	}
	return 0, false
}
