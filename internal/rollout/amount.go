package rollout

import (
	"regexp"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

var (
	amountForm  = regexp.MustCompile(`^([-−]?)(\d[\d.,']*)([kKmM]?)$`)
	oneGroup    = regexp.MustCompile(`^[1-9]\d{0,2}[.,]\d{3}$`)
	plainAmount = regexp.MustCompile(`^\d+(?:\.\d+)?$`)
	commaGroups = regexp.MustCompile(`^\d{1,3}(?:,\d{3})+(?:\.\d+)?$`)
	dotGroups   = regexp.MustCompile(`^\d{1,3}(?:\.\d{3})+(?:,\d+)?$`)
	tickGroups  = regexp.MustCompile(`^\d{1,3}(?:'\d{3})+(?:[.,]\d{1,2})?$`)
	commaPart   = regexp.MustCompile(`^\d+,\d{1,2}$`)
)

// longestAmount is how many characters of an amount are looked at: more than any
// that money has.
const longestAmount = 40

// ReadAmount reads a number as people write it: "1240", "1,240.50", "1.240,50",
// "1'240", "5k". One whose only separator could part thousands or decimals
// ("1.500", "1,500") has two readings, thousands first; nothing is guessed. None
// means that it is no number.
func ReadAmount(text string) []decimal.Decimal {
	if len(text) > longestAmount {
		return nil
	}
	m := amountForm.FindStringSubmatch(strings.ReplaceAll(text, "’", "'"))
	if m == nil {
		return nil
	}
	digits := m[2]
	var forms []string
	switch {
	case oneGroup.MatchString(digits):
		whole := strings.NewReplacer(".", "", ",", "").Replace(digits)
		forms = []string{whole, strings.ReplaceAll(digits, ",", ".")}
	case plainAmount.MatchString(digits):
		forms = []string{digits}
	case commaGroups.MatchString(digits):
		forms = []string{strings.ReplaceAll(digits, ",", "")}
	case dotGroups.MatchString(digits):
		forms = []string{strings.ReplaceAll(strings.ReplaceAll(digits, ".", ""), ",", ".")}
	case tickGroups.MatchString(digits):
		forms = []string{strings.ReplaceAll(strings.ReplaceAll(digits, "'", ""), ",", ".")}
	case commaPart.MatchString(digits):
		forms = []string{strings.ReplaceAll(digits, ",", ".")}
	}
	var readings []decimal.Decimal
	for _, form := range forms {
		d, err := decimal.NewFromString(form)
		if err != nil {
			return nil
		}
		switch strings.ToLower(m[3]) {
		case "k":
			d = d.Shift(3)
		case "m":
			d = d.Shift(6)
		}
		if m[1] != "" {
			d = d.Neg()
		}
		readings = append(readings, d)
	}
	return readings
}

// ReadNumber reads a number as JSON writes it, which is read in one way only:
// "1.500" is one and a half. false for anything else.
func ReadNumber(text string) (decimal.Decimal, bool) {
	if len(text) > longestAmount {
		return decimal.Decimal{}, false
	}
	d, err := decimal.NewFromString(text)
	// The exponent alone can ask for a billion digits.
	if err != nil || d.Exponent() < -longestAmount || d.Exponent() > longestAmount {
		return decimal.Decimal{}, false
	}
	return d, true
}

// Typed is the quantity as it can be typed and is read in one way only:
// "1500 USD", "1.5 USD", "1.2340 USD".
func (q Quantity) Typed() string {
	number := q.Amount.String()
	if oneGroup.MatchString(number) {
		number += "0"
	}
	return strings.TrimSpace(number + " " + q.Of())
}

// ReadPeriod reads a month ("2026-07", "07/2026", "july", "Jul 2026") or a year
// ("2026"), or "last month" and the like, and gives its first day; false for
// anything else. A month without a year is the newest one that has begun.
func ReadPeriod(text string, today Day) (Period, Day, bool) {
	text = strings.Join(strings.Fields(text), " ")
	for _, layout := range []string{"2006-01", "2006-1", "1/2006", "1.2006", "January 2006", "Jan 2006"} {
		if t, err := time.Parse(layout, text); err == nil && t.Year() > 0 {
			d := DayOf(t, time.UTC)
			return MonthOf(d), d, true
		}
	}
	if t, err := time.Parse("2006", text); err == nil && t.Year() > 0 {
		d := DayOf(t, time.UTC)
		return YearOf(d), d, true
	}
	switch strings.ToLower(text) {
	case "this month":
		return MonthOf(today), today, true
	case "last month":
		d := Day{Year: today.Year, Month: today.Month, Day: 1}.AddDays(-1)
		d.Day = 1
		return MonthOf(d), d, true
	case "this year":
		return YearOf(today), today, true
	case "last year":
		d := Day{Year: today.Year - 1, Month: 1, Day: 1}
		return YearOf(d), d, true
	}
	for _, layout := range []string{"January", "Jan"} {
		if t, err := time.Parse(layout, text); err == nil {
			d := Day{Year: today.Year, Month: t.Month(), Day: 1}
			if today.Before(d) {
				d.Year--
			}
			return MonthOf(d), d, true
		}
	}
	return "", Day{}, false
}

// firstDay is the first day of a period as records name it.
func (p Period) firstDay() Day {
	_, first, _ := ReadPeriod(string(p), Day{})
	return first
}
