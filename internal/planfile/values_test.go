package planfile

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// The tables below are named after the shapes people write. want is what a
// person sees: status, reading and value; for an unclear text its finding.

type shape struct{ name, text, want string }

func show[T any](c rollout.Cell[T], fs []rollout.Finding) string {
	v, err := json.Marshal(c.Value)
	if err != nil {
		return err.Error()
	}
	s := string(c.Status)
	switch c.Status {
	case rollout.Unclear:
		codes := []string{}
		for _, f := range fs {
			if f.Text == "" || f.Fix == "" {
				codes = append(codes, "(no words)")
			}
			codes = append(codes, f.Code)
		}
		return s + " " + strings.Join(codes, ",")
	case rollout.Empty:
		return s
	}
	return s + ": " + c.Reading + " " + strings.NewReplacer(`\u003e`, ">", `\u003c`, "<").Replace(string(v))
}

func check2[T any](t *testing.T, read func(string) (rollout.Cell[T], []rollout.Finding), shapes []shape) {
	t.Helper()
	for _, s := range shapes {
		t.Run(s.name, func(t *testing.T) {
			c, fs := read(s.text)
			if got := show(c, fs); got != s.want {
				t.Errorf("%q\n got %s\nwant %s", s.text, got, s.want)
			}
			if c.Text != s.text {
				t.Errorf("text became %q", c.Text)
			}
		})
	}
}

func TestSLA(t *testing.T) {
	check2(t, SLA, []shape{
		{"minutes run on the wall", "15 minutes", `understood: answer within 15 minutes {"answer":{"amount":"PT15M","calendar":"wall"}}`},
		{"short minutes", "30 min", `understood: answer within 30 minutes {"answer":{"amount":"PT30M","calendar":"wall"}}`},
		{"within", "Within 1 hour of the report", `understood: answer within 1 hour {"answer":{"amount":"PT1H","calendar":"wall"}}`},
		{"hours of presence", "within 1 hour, Mon-Fri 7-19", `assumed: answer within 1 hour {"answer":{"amount":"PT1H","calendar":"wall"}}`},
		{"hours of presence first", "Mon-Fri 8:00-17:00: 30 min", `assumed: answer within 30 minutes {"answer":{"amount":"PT30M","calendar":"wall"}}`},
		{"hours of presence without days", "1 hour, 9-17", `assumed: answer within 1 hour {"answer":{"amount":"PT1H","calendar":"wall"}}`},
		{"hours of presence, business", "2 business hours (9-17 Mon-Fri)", `assumed: answer within 2 business hours {"answer":{"amount":"PT2H","calendar":"business"}}`},
		{"a range without its unit", "answer in 15 min, resolve in 30-60", `assumed: answer within 15 minutes, resolve within 60 minutes {"answer":{"amount":"PT15M","calendar":"wall"},"resolve":{"amount":"PT60M","calendar":"wall"}}`},
		{"business hours", "4 business hours", `understood: answer within 4 business hours {"answer":{"amount":"PT4H","calendar":"business"}}`},
		{"business hours said behind", "4h (business hours)", `understood: answer within 4 business hours {"answer":{"amount":"PT4H","calendar":"business"}}`},
		{"working days", "2 working days", `understood: answer within 2 business days {"answer":{"amount":"P2D","calendar":"business"}}`},
		{"same business day", "Same business day", `understood: answer by the end of the business day {"answer":{"amount":"end-of-business-day"}}`},
		{"next business day", "Next business day", `understood: answer by the end of the next business day {"answer":{"amount":"end-of-next-business-day"}}`},
		{"end of day", "EOD", `assumed: answer by the end of the business day {"answer":{"amount":"end-of-business-day"}}`},
		{"a day without its calendar", "1d", `assumed: answer within 1 business day {"answer":{"amount":"P1D","calendar":"business"}}`},
		{"calendar days", "3 calendar days", `understood: answer within 3 calendar days {"answer":{"amount":"P3D","calendar":"wall"}}`},
		{"range", "24-48 hours", `assumed: answer within 48 hours {"answer":{"amount":"PT48H","calendar":"wall"}}`},
		{"range in words", "1 to 2 business days", `assumed: answer within 2 business days {"answer":{"amount":"P2D","calendar":"business"}}`},
		{"two clocks, second without unit", "acknowledge in 15 min, mitigate in 60", `understood: answer within 15 minutes, resolve within 60 minutes {"answer":{"amount":"PT15M","calendar":"wall"},"resolve":{"amount":"PT60M","calendar":"wall"}}`},
		{"two clocks, words behind", "30 min response, 4 h resolution", `understood: answer within 30 minutes, resolve within 4 hours {"answer":{"amount":"PT30M","calendar":"wall"},"resolve":{"amount":"PT4H","calendar":"wall"}}`},
		{"two clocks, semicolon", "Response within 1 business day; resolution within 5 business days", `understood: answer within 1 business day, resolve within 5 business days {"answer":{"amount":"P1D","calendar":"business"},"resolve":{"amount":"P5D","calendar":"business"}}`},
		{"two times without words", "15 minutes / 4 hours", `assumed: answer within 15 minutes, resolve within 4 hours {"answer":{"amount":"PT15M","calendar":"wall"},"resolve":{"amount":"PT4H","calendar":"wall"}}`},
		{"coverage is no time", "8x5 plus on-call for P1", `unclear sla-unclear`},
		{"round the clock is no time", "24/7", `unclear sla-unclear`},
		{"time with coverage", "1 hour, 24/7", `understood: answer within 1 hour {"answer":{"amount":"PT1H","calendar":"wall"}}`},
		{"immediate", "Immediate", `assumed: answer within 15 minutes, at any hour {"answer":{"amount":"PT15M","calendar":"wall"}}`},
		{"as soon as possible is no time", "asap", `unclear sla-unclear`},
		{"at once is one", "at once", `assumed: answer within 15 minutes, at any hour {"answer":{"amount":"PT15M","calendar":"wall"}}`},
		{"best effort", "Best effort", `understood: best effort: no clock runs {}`},
		{"by severity", "P1: 15 min, P2: 1 hour", `unclear sla-unclear`},
		{"half an hour", "half an hour", `understood: answer within 30 minutes {"answer":{"amount":"PT30M","calendar":"wall"}}`},
		{"one hour in words", "within one hour", `understood: answer within 1 hour {"answer":{"amount":"PT1H","calendar":"wall"}}`},
		{"fraction", "1.5 hours", `understood: answer within 90 minutes {"answer":{"amount":"PT90M","calendar":"wall"}}`},
		{"week", "1 week", `assumed: answer within 7 calendar days {"answer":{"amount":"P7D","calendar":"wall"}}`},
		{"bold", "**4** business hours", `understood: answer within 4 business hours {"answer":{"amount":"PT4H","calendar":"business"}}`},
		{"number without unit", "15", `unclear sla-unclear`},
		{"nothing to count", "0 minutes", `unclear sla-unclear`},
		{"later", "TBD", `unclear sla-unclear`},
		{"prose", "as the team agreed in the kick-off", `unclear sla-unclear`},
		{"blank", "", `empty`},
		{"dash", "–", `empty`},
		{"huge", "99999999999999999999 hours", `unclear sla-unclear`},
		{"three times", "1 hour, 2 hours, 3 hours", `unclear sla-unclear`},
	})
}

func TestOwners(t *testing.T) {
	check2(t, Owners, []shape{
		{"role", "HR Operations Lead", `understood: HR Operations Lead ["HR Operations Lead"]`},
		{"full stop", "HR Operations Lead.", `understood: HR Operations Lead ["HR Operations Lead"]`},
		{"joint", "Data Steward + IT Service Lead (joint)", `understood: Data Steward and IT Service Lead ["Data Steward","IT Service Lead"]`},
		{"and", "Data Steward and IT Service Lead", `understood: Data Steward and IT Service Lead ["Data Steward","IT Service Lead"]`},
		{"two roles with comma", "HR Lead, IT Lead", `understood: HR Lead and IT Lead ["HR Lead","IT Lead"]`},
		{"name and title", "Dana Kim, Quality Lead", `assumed: Quality Lead ["Quality Lead"]`},
		{"name with role", "Dana Kim (Quality Lead)", `assumed: Quality Lead ["Quality Lead"]`},
		{"role with name", "Quality Lead (Dana)", `assumed: Quality Lead ["Quality Lead"]`},
		{"any name with a person", "Internal Comms (Priya)", `assumed: Internal Comms ["Internal Comms"]`},
		{"first name with role", "Priya (Quality Lead)", `assumed: Quality Lead ["Quality Lead"]`},
		{"role with interim", "Quality Lead (interim)", `understood: Quality Lead ["Quality Lead"]`},
		{"role with place", "Data team (Berlin)", `assumed: Data team ["Data team"]`},
		{"team", "Platform team", `understood: Platform team ["Platform team"]`},
		{"department", "Finance", `understood: Finance ["Finance"]`},
		{"handle", "@dana", `understood: @dana ["@dana"]`},
		{"either", "Data Steward or IT Service Lead", `assumed: Data Steward and IT Service Lead ["Data Steward","IT Service Lead"]`},
		{"slash", "Legal/Compliance Lead", `understood: Legal/Compliance Lead ["Legal/Compliance Lead"]`},
		{"link", "[HR Lead](https://example.com/hr)", `understood: HR Lead ["HR Lead"]`},
		{"later", "TBD", `unclear owner-tbd`},
		{"later with words", "TBD by Friday", `unclear owner-tbd`},
		{"not applicable", "N/A", `unclear owner-tbd`},
		{"blank", " ", `empty`},
		{"lines", "HR Lead\nIT Lead", `understood: HR Lead and IT Lead ["HR Lead","IT Lead"]`},
	})
}

func TestPath(t *testing.T) {
	path := func(s string) (rollout.Cell[[]rollout.PathStep], []rollout.Finding) { return Path(s, "Quality Lead") }
	check2(t, path, []shape{
		{"arrows", "Data Steward -> IT Service Lead -> Head of Data", `understood: Data Steward, then IT Service Lead, then Head of Data [{"roles":["Data Steward"]},{"roles":["IT Service Lead"]},{"roles":["Head of Data"]}]`},
		{"typed arrows", "Data Steward → Head of Data", `understood: Data Steward, then Head of Data [{"roles":["Data Steward"]},{"roles":["Head of Data"]}]`},
		{"greater than", "Data Steward > Head of Data", `understood: Data Steward, then Head of Data [{"roles":["Data Steward"]},{"roles":["Head of Data"]}]`},
		{"then", "Data Steward then Head of Data", `understood: Data Steward, then Head of Data [{"roles":["Data Steward"]},{"roles":["Head of Data"]}]`},
		{"comma then", "Data Steward, then Head of Data", `understood: Data Steward, then Head of Data [{"roles":["Data Steward"]},{"roles":["Head of Data"]}]`},
		{"numbered", "1. Data Steward 2. IT Service Lead 3. Head of Data", `understood: Data Steward, then IT Service Lead, then Head of Data [{"roles":["Data Steward"]},{"roles":["IT Service Lead"]},{"roles":["Head of Data"]}]`},
		{"lines", "Data Steward\nHead of Data", `understood: Data Steward, then Head of Data [{"roles":["Data Steward"]},{"roles":["Head of Data"]}]`},
		{"commas", "Data Steward, IT Service Lead, Head of Data", `assumed: Data Steward, then IT Service Lead, then Head of Data [{"roles":["Data Steward"]},{"roles":["IT Service Lead"]},{"roles":["Head of Data"]}]`},
		{"together", "Data Steward -> IT Service Lead + Risk Officer", `understood: Data Steward, then IT Service Lead and Risk Officer [{"roles":["Data Steward"]},{"roles":["IT Service Lead","Risk Officer"]}]`},
		{"wait", "IT Service Lead (+30 min) → CISO", `understood: IT Service Lead 30 minutes after the owner, then CISO [{"roles":["IT Service Lead"],"wait":{"amount":"PT30M","calendar":"wall"}},{"roles":["CISO"]}]`},
		{"wait after", "Data Steward -> CISO (after 1 business hour)", `understood: Data Steward, then CISO 1 business hour after Data Steward [{"roles":["Data Steward"]},{"roles":["CISO"],"wait":{"amount":"PT1H","calendar":"business"}}]`},
		{"wait in brackets alone", "Data Steward (15 min) -> CISO (30 min)", `assumed: Data Steward 15 minutes after the owner, then CISO 30 minutes after Data Steward [{"roles":["Data Steward"],"wait":{"amount":"PT15M","calendar":"wall"}},{"roles":["CISO"],"wait":{"amount":"PT30M","calendar":"wall"}}]`},
		{"wait before the owner", "Quality Lead (+15 min) -> CISO", `assumed: Quality Lead, then CISO [{"roles":["Quality Lead"]},{"roles":["CISO"]}]`},
		{"next day", "Data Steward > CISO after 4h > Head of Data next day", `assumed: Data Steward, then CISO 4 hours after Data Steward, then Head of Data 1 business day after CISO [{"roles":["Data Steward"]},{"roles":["CISO"],"wait":{"amount":"PT4H","calendar":"wall"}},{"roles":["Head of Data"],"wait":{"amount":"P1D","calendar":"business"}}]`},
		{"a time that is no wait", "Data Steward -> CISO within 30 minutes", `assumed: Data Steward, then CISO within 30 minutes [{"roles":["Data Steward"]},{"roles":["CISO within 30 minutes"]}]`},
		{"not named yet", "Data Steward -> Legal (TBD)", `assumed: Data Steward, then Legal [{"roles":["Data Steward"]},{"roles":["Legal"]}]`},
		{"tier", "Tier 2", `understood: Tier 2 [{"roles":["Tier 2"]}]`},
		{"tiers", "Tier 1 -> Tier 2", `understood: Tier 1, then Tier 2 [{"roles":["Tier 1"]},{"roles":["Tier 2"]}]`},
		{"process", "per security process", `unclear path-unclear`},
		{"process inside", "Data Steward -> incident process", `unclear path-unclear`},
		{"one role", "Head of Data", `understood: Head of Data [{"roles":["Head of Data"]}]`},
		{"later", "TBD", `unclear path-unclear`},
		{"blank", "", `empty`},
		{"arrows only", "-> ->", `unclear path-unclear`},
	})
}

func TestDates(t *testing.T) {
	check2(t, Dates, []shape{
		{"ISO", "2026-07-22", `understood: Wed 22 July 2026 {"from":"2026-07-22","to":"2026-07-22"}`},
		{"day first", "22 July 2026", `understood: Wed 22 July 2026 {"from":"2026-07-22","to":"2026-07-22"}`},
		{"ordinal", "22nd of July 2026", `understood: Wed 22 July 2026 {"from":"2026-07-22","to":"2026-07-22"}`},
		{"month first", "Aug 5, 2026", `understood: Wed 5 August 2026 {"from":"2026-08-05","to":"2026-08-05"}`},
		{"weekday agrees", "Wed 22 July 2026", `understood: Wed 22 July 2026 {"from":"2026-07-22","to":"2026-07-22"}`},
		{"weekday does not agree", "Monday, 22 July 2026", `unclear date-weekday`},
		{"German", "22. Juli 2026", `understood: Wed 22 July 2026 {"from":"2026-07-22","to":"2026-07-22"}`},
		{"dots", "05.08.2026", `assumed: Wed 5 August 2026 {"from":"2026-08-05","to":"2026-08-05"}`},
		{"dots, certain", "22.07.2026", `understood: Wed 22 July 2026 {"from":"2026-07-22","to":"2026-07-22"}`},
		{"slashes", "05/08/2026", `unclear date-ambiguous`},
		{"slashes, certain", "22/07/2026", `understood: Wed 22 July 2026 {"from":"2026-07-22","to":"2026-07-22"}`},
		{"slashes, month first, certain", "07/22/2026", `understood: Wed 22 July 2026 {"from":"2026-07-22","to":"2026-07-22"}`},
		{"range", "2026-07-22 to 2026-08-05", `understood: Wed 22 July 2026 to Wed 5 August 2026 {"from":"2026-07-22","to":"2026-08-05"}`},
		{"range with dash", "2026-07-22 – 2026-08-05", `understood: Wed 22 July 2026 to Wed 5 August 2026 {"from":"2026-07-22","to":"2026-08-05"}`},
		{"range, one year", "22 Jul – 5 Aug 2026", `understood: Wed 22 July 2026 to Wed 5 August 2026 {"from":"2026-07-22","to":"2026-08-05"}`},
		{"range, one month", "22-26 July 2026", `understood: Wed 22 July 2026 to Sun 26 July 2026 {"from":"2026-07-22","to":"2026-07-26"}`},
		{"range, American", "July 22-26, 2026", `understood: Wed 22 July 2026 to Sun 26 July 2026 {"from":"2026-07-22","to":"2026-07-26"}`},
		{"from", "From 2026-07-22", `understood: Wed 22 July 2026 {"from":"2026-07-22","to":"2026-07-22"}`},
		{"backwards", "2026-08-05 to 2026-07-22", `unclear date-order`},
		{"no such day", "31 February 2026", `unclear date-impossible`},
		{"no such month", "2026-13-01", `unclear date-impossible`},
		{"no year", "22 July", `unclear date-year`},
		{"no year, dots", "9.12.", `unclear date-year`},
		{"week commencing", "w/c 11 Jan 2027", `understood: Mon 11 January 2027 to Sun 17 January 2027 {"from":"2027-01-11","to":"2027-01-17"}`},
		{"week commencing on no Monday", "w/c 13 Jan 2027", `assumed: Mon 11 January 2027 to Sun 17 January 2027 {"from":"2027-01-11","to":"2027-01-17"}`},
		{"week commencing, two ways", "week of 05/08/2026", `unclear date-ambiguous`},
		{"week commencing, no year", "w/c 11 Jan", `unclear date-year`},
		{"weeks", "Weeks 1-4", `unclear date-unscheduled`},
		{"quarter", "Q3 2026", `unclear date-unscheduled`},
		{"month", "July 2026", `unclear date-unscheduled`},
		{"after", "after wave 1", `unclear date-unscheduled`},
		{"later", "TBD", `unclear date-unscheduled`},
		{"blank", "", `empty`},
		{"long", strings.Repeat("2026-07-22 to ", 50), `unclear date-unscheduled`},
	})
}

func TestMoney(t *testing.T) {
	check2(t, Money, []shape{
		{"dollars", "$2,000", `understood: USD 2,000 per month {"amount":"2000","currency":"USD","per":"month"}`},
		{"code before", "USD 5,000", `understood: USD 5,000 per month {"amount":"5000","currency":"USD","per":"month"}`},
		{"code behind", "5000 EUR", `understood: EUR 5,000 per month {"amount":"5000","currency":"EUR","per":"month"}`},
		{"European", "€1.500,00", `understood: EUR 1,500 per month {"amount":"1500","currency":"EUR","per":"month"}`},
		{"European, behind", "1.500,00 €", `understood: EUR 1,500 per month {"amount":"1500","currency":"EUR","per":"month"}`},
		{"blanks between thousands", "1 500 €", `understood: EUR 1,500 per month {"amount":"1500","currency":"EUR","per":"month"}`},
		{"Swiss", "CHF 1'500", `understood: CHF 1,500 per month {"amount":"1500","currency":"CHF","per":"month"}`},
		{"decimals", "$1,234.56", `understood: USD 1,234.56 per month {"amount":"1234.56","currency":"USD","per":"month"}`},
		{"thousands in short", "$2k", `understood: USD 2,000 per month {"amount":"2000","currency":"USD","per":"month"}`},
		{"no currency", "5k", `unclear budget-currency`},
		{"bare", "2000", `unclear budget-currency`},
		{"range", "$500-2000", `unclear budget-range`},
		{"range in words", "$500 to $2,000", `unclear budget-range`},
		{"alternatives", "$75 (or $50)", `unclear budget-range`},
		{"credits", "25,000 credits", `understood: 25,000 credits per month {"amount":"25000","unit":"credits","per":"month"}`},
		{"two units", "$2,000 + 500 credits", `unclear budget-range`},
		{"licence", "covered by licence", `unclear budget-missing`},
		{"per day", "$100 per day", `understood: USD 100 per day {"amount":"100","currency":"USD","per":"day"}`},
		{"per month", "$2,000/month", `understood: USD 2,000 per month {"amount":"2000","currency":"USD","per":"month"}`},
		{"per year", "EUR 24000 p.a.", `understood: EUR 24,000 per year {"amount":"24000","currency":"EUR","per":"year"}`},
		{"per user", "$5 per user", `unclear budget-period`},
		{"up to", "up to $2,000 incl. VAT", `understood: USD 2,000 per month {"amount":"2000","currency":"USD","per":"month"}`},
		{"about", "about $2,000", `assumed: USD 2,000 per month {"amount":"2000","currency":"USD","per":"month"}`},
		{"dots or decimals", "€1.500", `unclear budget-separator`},
		{"comma in euros", "€2,000", `assumed: EUR 2,000 per month {"amount":"2000","currency":"EUR","per":"month"}`},
		{"two currencies", "$2,000 EUR", `unclear budget-currency`},
		{"nothing", "$0", `unclear budget-amount`},
		{"below zero", "-$200", `unclear budget-amount`},
		{"later", "TBD", `unclear budget-missing`},
		{"blank", "", `empty`},
		{"other dollars", "A$ 900", `understood: AUD 900 per month {"amount":"900","currency":"AUD","per":"month"}`},
	})
}

func TestAlertThresholds(t *testing.T) {
	check2(t, AlertThresholds, []shape{
		{"percentages", "50%, 80%, 100%", `understood: alert when spend is 50 % of the budget; alert when spend is 80 % of the budget; alert when spend is 100 % of the budget [{"basis":"actual","percent":"50","action":"alert"},{"basis":"actual","percent":"80","action":"alert"},{"basis":"actual","percent":"100","action":"alert"}]`},
		{"bare with slashes", "80/90/100", `assumed: alert when spend is 80 % of the budget; alert when spend is 90 % of the budget; alert when spend is 100 % of the budget [{"basis":"actual","percent":"80","action":"alert"},{"basis":"actual","percent":"90","action":"alert"},{"basis":"actual","percent":"100","action":"alert"}]`},
		{"one sign for all", "50, 80 and 100 percent", `understood: alert when spend is 50 % of the budget; alert when spend is 80 % of the budget; alert when spend is 100 % of the budget [{"basis":"actual","percent":"50","action":"alert"},{"basis":"actual","percent":"80","action":"alert"},{"basis":"actual","percent":"100","action":"alert"}]`},
		{"amount", "$1,500", `understood: alert when spend is USD 1,500 [{"amount":"1500","currency":"USD"}]`},
		{"amounts", "$1,000, $1,500", `understood: alert when spend is USD 1,000; alert when spend is USD 1,500 [{"amount":"1000","currency":"USD"},{"amount":"1500","currency":"USD"}]`},
		{"actions", "alert 80%, auto-pause 95%", `understood: alert when spend is 80 % of the budget; pause when spend is 95 % of the budget [{"basis":"actual","percent":"80","action":"alert"},{"basis":"actual","percent":"95","action":"pause"}]`},
		{"forecast", "forecast over 100%", `understood: alert when the forecast is 100 % of the budget [{"basis":"forecast","percent":"100","action":"alert"}]`},
		{"actual and forecast", "80% actual; 100% forecast", `understood: alert when spend is 80 % of the budget; alert when the forecast is 100 % of the budget [{"basis":"actual","percent":"80","action":"alert"},{"basis":"forecast","percent":"100","action":"alert"}]`},
		{"relative", "2x daily average", `unclear alerts-unclear`},
		{"relative beside", "80%, 2x daily average", `assumed: alert when spend is 80 % of the budget [{"basis":"actual","percent":"80","action":"alert"}]`},
		{"later", "TBD", `unclear alerts-unclear`},
		{"prose", "as finance likes", `unclear alerts-unclear`},
		{"blank", "", `empty`},
	})
}

func TestUsageLimits(t *testing.T) {
	check2(t, UsageLimits, []shape{
		{"per user and day", "20 tasks per user per day", `understood: 20 tasks per user per day [{"count":"20","unit":"tasks","scope":"user","window":"day"}]`},
		{"several", "30 tasks per user per day; 4,000 tokens per task; 60k tokens per minute", `understood: 30 tasks per user per day; 4,000 tokens per task; 60,000 tokens per minute [{"count":"30","unit":"tasks","scope":"user","window":"day"},{"count":"4000","unit":"tokens","scope":"task"},{"count":"60000","unit":"tokens","window":"minute"}]`},
		{"slash", "100 requests/hour", `understood: 100 requests per hour [{"count":"100","unit":"requests","window":"hour"}]`},
		{"partly", "20 tasks per user per day; no bulk runs", `understood: 20 tasks per user per day; as written: no bulk runs [{"count":"20","unit":"tasks","scope":"user","window":"day"}]`},
		{"prose", "reasonable use", `unclear limits-unclear`},
		{"later", "TBD", `unclear to-be-decided`},
		{"blank", "", `empty`},
	})
}

func TestCadence(t *testing.T) {
	check2(t, Cadence, []shape{
		{"monthly", "Monthly", `assumed: every month, due on the 5th working day after each month [{"every":1,"unit":"month"}]`},
		{"quarterly", "Quarterly", `assumed: every quarter, due on the 10th working day after each quarter [{"every":1,"unit":"quarter"}]`},
		{"the template's choice", "Monthly/quarterly", `assumed: every month, due on the 5th working day after each month (the tighter of the two) [{"every":1,"unit":"month"}]`},
		{"every 2 weeks", "Every 2 weeks", `assumed: every 2 weeks, due on the 1st working day after each period of 2 weeks [{"every":2,"unit":"week"}]`},
		{"fortnightly", "fortnightly", `assumed: every 2 weeks, due on the 1st working day after each period of 2 weeks [{"every":2,"unit":"week"}]`},
		{"by phase", "Weekly during pilot, monthly after release", `assumed: every week, due on the 1st working day after each week, during pilot; every month, due on the 5th working day after each month, after release [{"every":1,"unit":"week","while":"during pilot"},{"every":1,"unit":"month","while":"after release"}]`},
		{"office hours", "Weekly office hours during rollout waves", `assumed: every week, due on the 1st working day after each week, during rollout waves [{"every":1,"unit":"week","while":"during rollout waves"}]`},
		{"day and time", "Tue 10:00", `understood: every Tuesday at 10:00 [{"every":1,"unit":"week","weekday":"tuesday","at":"10:00"}]`},
		{"day, comma, time", "Tuesday, 10:00", `understood: every Tuesday at 10:00 [{"every":1,"unit":"week","weekday":"tuesday","at":"10:00"}]`},
		{"every other", "Every other Thursday", `assumed: every 2 weeks on Thursday [{"every":2,"unit":"week","weekday":"thursday"}]`},
		{"afternoon", "every Friday at 3 pm", `understood: every Friday at 15:00 [{"every":1,"unit":"week","weekday":"friday","at":"15:00"}]`},
		{"first of month", "first Monday of the month", `understood: the 1st Monday of every month [{"every":1,"unit":"month","weekday":"monday","nth":1}]`},
		{"last of quarter", "last Friday of each quarter", `understood: the last Friday of every quarter [{"every":1,"unit":"quarter","weekday":"friday","nth":-1}]`},
		{"day of month", "on the 31st of each month", `understood: the 31st of every month, or its last day [{"every":1,"unit":"month","day":31}]`},
		{"annually", "Annually", `assumed: every year, due on the 10th working day after each year [{"every":1,"unit":"year"}]`},
		{"half a year", "Every 6 months", `assumed: every 6 months, due on the 5th working day after each period of 6 months [{"every":6,"unit":"month"}]`},
		{"as needed", "As needed", `understood: as needed: it never comes due [{"every":0}]`},
		{"cron", "0 9 * * 1", `understood: by the cron schedule 0 9 * * 1 [{"every":0,"cron":"0 9 * * 1"}]`},
		{"cron, never", "0 9 31 2 *", `unclear cadence-cron`},
		{"cron, six fields", "0 0 9 * * 1", `unclear cadence-cron`},
		{"twice a week or every two", "bi-weekly", `unclear cadence-unclear`},
		{"hourly", "hourly", `unclear cadence-unclear`},
		{"two at once", "Weekly and monthly", `unclear cadence-unclear`},
		{"with more words", "Monthly with the works council", `assumed: every month, due on the 5th working day after each month [{"every":1,"unit":"month"}]`},
		{"from a day with dots", "Quarterly, from 15.12.", `assumed: every quarter, due on the 10th working day after each quarter [{"every":1,"unit":"quarter"}]`},
		{"from a day with dots, no last dot", "Monthly from 1.2", `assumed: every month, due on the 5th working day after each month [{"every":1,"unit":"month"}]`},
		{"a time with a dot", "Tue 10.30", `understood: every Tuesday at 10:30 [{"every":1,"unit":"week","weekday":"tuesday","at":"10:30"}]`},
		{"a time with a dot, any minute", "Tue at 10.10", `understood: every Tuesday at 10:10 [{"every":1,"unit":"week","weekday":"tuesday","at":"10:10"}]`},
		{"no such time", "Monday 25:00", `unclear cadence-unclear`},
		{"every 0", "every 0 weeks", `unclear cadence-unclear`},
		{"event", "after each incident", `unclear cadence-unclear`},
		{"later", "TBD", `unclear cadence-unclear`},
		{"blank", "", `empty`},
	})
}

func TestThreshold(t *testing.T) {
	for _, s := range []struct{ name, metric, text, want string }{
		{"bare percent, higher is better", "Accepted answers", "85%", `assumed: at least 85 %, higher is better [{"op":">=","number":"85","unit":"%"}]`},
		{"percent in words", "Task completion", "80 percent", `assumed: at least 80 %, higher is better [{"op":">=","number":"80","unit":"%"}]`},
		{"noun in the text", "", "85% accepted answers", `assumed: at least 85 % (accepted answers), higher is better [{"op":">=","number":"85","unit":"%","of":"accepted answers"}]`},
		{"scale", "Response rating", ">= 4.0/5", `understood: at least 4/5, higher is better [{"op":">=","number":"4","unit":"/5"}]`},
		{"out of", "Response rating", "at least 4 out of 5", `understood: at least 4/5, higher is better [{"op":">=","number":"4","unit":"/5"}]`},
		{"seconds", "Latency", "15 sec", `assumed: at most 15 s, lower is better [{"op":"<=","number":"15","unit":"s"}]`},
		{"percentile", "P50/P95 response time", "P95 under 8 s", `understood: P95 less than 8 s, lower is better [{"op":"<","number":"8","unit":"s","of":"P95"}]`},
		{"two series", "P50/P95 response time", "2 s / 8 s", `assumed: P50 at most 2 s, lower is better; P95 at most 8 s, lower is better [{"op":"<=","number":"2","unit":"s","of":"P50"},{"op":"<=","number":"8","unit":"s","of":"P95"}]`},
		{"two series with names", "P50/P95 response time", "P50 < 2 s, P95 < 8 s", `understood: P50 less than 2 s, lower is better; P95 less than 8 s, lower is better [{"op":"<","number":"2","unit":"s","of":"P50"},{"op":"<","number":"8","unit":"s","of":"P95"}]`},
		{"two metrics", "Task completion and response rating", "85% completion and 4.2/5 rating", `assumed: at least 85 % (completion), higher is better; at least 4.2/5 (rating), higher is better [{"op":">=","number":"85","unit":"%","of":"completion"},{"op":">=","number":"4.2","unit":"/5","of":"rating"}]`},
		{"two series, one number", "Task completion and response rating", ">= 85%", `assumed: at least 85 %, higher is better [{"op":">=","number":"85","unit":"%"}]`},
		{"less than", "Tool failures", "< 2%", `understood: less than 2 %, lower is better [{"op":"<","number":"2","unit":"%"}]`},
		{"zero of a bad thing", "Policy violations", "0 unresolved high-risk issues", `assumed: at most 0 unresolved high-risk issues, lower is better [{"op":"<=","number":"0","unit":"issues","of":"unresolved high-risk issues"}]`},
		{"none of a bad thing", "Policy violations", "no policy violations", `understood: at most 0 policy violations, lower is better [{"op":"<=","number":"0","unit":"violations","of":"policy violations"}]`},
		{"money", "Cost per task", "$0.12 per task", `assumed: at most USD 0.12 per task, lower is better [{"op":"<=","number":"0.12","unit":"USD","of":"per task"}]`},
		{"count", "Active users", "35 weekly active users", `assumed: at least 35 weekly active users, higher is better [{"op":">=","number":"35","unit":"users","of":"weekly active users"}]`},
		{"alarm with window", "Tool failures", "> 5% over a 5-minute window", `assumed: at most 5 % over 5 minutes, lower is better [{"op":"<=","number":"5","unit":"%","window":"PT5M"}]`},
		{"alarm with window, unknown noun", "Gadgets", "> 5% over a 5-minute window", `assumed: at most 5 % over 5 minutes, lower is better [{"op":"<=","number":"5","unit":"%","window":"PT5M"}]`},
		{"above average", "Monthly spend", "20% above average", `assumed: at most 20 % above average, lower is better [{"op":"<=","number":"20","unit":"%","of":"above average"}]`},
		{"alternatives", "Tool failures", ">10% failure rate OR P1 incident", `assumed: at most 10 % (failure rate), lower is better; at most 0 p1 incident, lower is better [{"op":"<=","number":"10","unit":"%","of":"failure rate"},{"op":"<=","number":"0","unit":"incident","of":"p1 incident"}]`},
		{"alarm word", "Accepted answers", "alert if < 80%", `assumed: at least 80 %, higher is better [{"op":">=","number":"80","unit":"%"}]`},
		{"periods", "Adoption", ">= 10% growth for two consecutive quarters", `understood: at least 10 % (growth) in 2 periods in a row over 3 months, higher is better [{"op":">=","number":"10","unit":"%","of":"growth","window":"P3M","periods":2}]`},
		{"periods without number", "Adoption", "two consecutive quarters", `unclear threshold-missing`},
		{"between", "Handling time", "between 2 and 5 minutes", `understood: at least 2 min, at most 5 min [{"op":">=","number":"2","unit":"min"},{"op":"<=","number":"5","unit":"min"}]`},
		{"or more", "Adoption", "60% or more", `understood: at least 60 %, higher is better [{"op":">=","number":"60","unit":"%"}]`},
		{"plus", "Satisfaction", "80%+", `understood: at least 80 %, higher is better [{"op":">=","number":"80","unit":"%"}]`},
		{"at most", "Incidents", "max 2 per month", `understood: at most 2 over 1 month, lower is better [{"op":"<=","number":"2","window":"P1M"}]`},
		{"escaped by an editor", "Accepted answers", "&gt;= 85%", `understood: at least 85 %, higher is better [{"op":">=","number":"85","unit":"%"}]`},
		{"unicode sign", "Accepted answers", "≥ 85 %", `understood: at least 85 %, higher is better [{"op":">=","number":"85","unit":"%"}]`},
		{"comma decimals", "Rating", "at least 4,5/5", `understood: at least 4.5/5, higher is better [{"op":">=","number":"4.5","unit":"/5"}]`},
		{"an improvement of what should fall", "KPI improvement: minutes per claim", "< 3 min", `assumed: less than 3 min, lower is better [{"op":"<","number":"3","unit":"min"}]`},
		{"in words", "KPI improvement: minutes per claim", "under 3 min", `assumed: less than 3 min, lower is better [{"op":"<","number":"3","unit":"min"}]`},
		{"as a goal", "KPI improvement: minutes per claim", "at most 3 min", `assumed: at most 3 min, lower is better [{"op":"<=","number":"3","unit":"min"}]`},
		{"as another goal", "KPI improvement: minutes per claim", "no more than 3 min", `assumed: at most 3 min, lower is better [{"op":"<=","number":"3","unit":"min"}]`},
		{"or less", "KPI improvement: minutes per claim", "3 min or less", `assumed: at most 3 min, lower is better [{"op":"<=","number":"3","unit":"min"}]`},
		{"said outright", "KPI improvement: minutes per claim", "< 3 min, lower is better", `understood: less than 3 min, lower is better [{"op":"<","number":"3","unit":"min"}]`},
		{"said outright in brackets", "KPI improvement: minutes per claim", "3 min (lower is better)", `understood: at most 3 min, lower is better [{"op":"<=","number":"3","unit":"min"}]`},
		{"said outright, the figure alone", "Gadgets", "85%; higher is better", `understood: at least 85 %, higher is better [{"op":">=","number":"85","unit":"%"}]`},
		{"said outright, the sign is the alarm", "Gadgets", "> 3 min, lower is better", `assumed: at most 3 min, lower is better [{"op":"<=","number":"3","unit":"min"}]`},
		{"said outright, twice", "Gadgets", "at least 3 min, lower is better", `unclear threshold-unclear`},
		{"said outright against a certain metric", "Accepted answers", "at most 85%, lower is better", `assumed: at most 85 %, lower is better [{"op":"<=","number":"85","unit":"%"}]`},
		{"improvement of time without a sign", "KPI improvement: minutes per claim", "3 min", `unclear threshold-direction`},
		{"time saved", "Minutes saved per claim", "6 minutes", `assumed: at least 6 min, higher is better [{"op":">=","number":"6","unit":"min"}]`},
		{"counted by a good thing", "Minutes per accepted answer", "< 3 min", `assumed: less than 3 min, lower is better [{"op":"<","number":"3","unit":"min"}]`},
		{"a goal that nobody would set", "Accepted answers", "at most 85%", `assumed: at most 85 %, lower is better [{"op":"<=","number":"85","unit":"%"}]`},
		{"an alarm, the metric is certain", "Accepted answers", "below 70%", `assumed: at least 70 %, higher is better [{"op":">=","number":"70","unit":"%"}]`},
		{"an alarm of something bad", "Policy violations", "any payout promise above 50 EUR", `assumed: at most EUR 50 (payout promise), lower is better [{"op":"<=","number":"50","unit":"EUR","of":"payout promise"}]`},
		{"range", "Accepted answers", "80-90%", `unclear threshold-unclear`},
		{"direction unknown", "Gadgets", "85%", `unclear threshold-direction`},
		{"dots or decimals", "Active users", "at least 1.500 users", `unclear threshold-unclear`},
		{"baseline", "Downtime", "Baseline only", `unclear threshold-missing`},
		{"not applicable", "Downtime", "N/A", `unclear threshold-missing`},
		{"within target", "Downtime", "within target", `unclear threshold-missing`},
		{"later", "Downtime", "TBD", `unclear threshold-missing`},
		{"prose", "Downtime", "as low as possible", `unclear threshold-missing`},
		{"blank", "Downtime", "", `empty`},
	} {
		t.Run(s.name, func(t *testing.T) {
			c, fs := Threshold(s.text, s.metric)
			if got := show(c, fs); got != s.want {
				t.Errorf("%q for %q\n got %s\nwant %s", s.text, s.metric, got, s.want)
			}
			if c.Status == rollout.Unclear && c.Value == nil {
				t.Error("an unclear threshold must say that there is none: []")
			}
		})
	}
}

func TestCriteria(t *testing.T) {
	read := func(s string) (rollout.Cell[[]rollout.Criterion], []rollout.Finding) {
		return Criteria(s, "Works council review")
	}
	check2(t, read, []shape{
		{"past-tense fact", "Training done", `understood: a person confirms: Training done [{"kind":"attested","text":"Training done"}]`},
		{"wave", "Wave 1 exit met", `understood: wave 1 is done [{"kind":"wave","text":"Wave 1 exit met","wave":"1"}]`},
		{"named wave", "Depot Nord exit criteria met", `understood: wave Depot Nord is done [{"kind":"wave","text":"Depot Nord exit criteria met","wave":"Depot Nord"}]`},
		{"metric and none", "At least 85% answer quality and no high-risk findings", `understood: at least 85 % (answer quality), higher is better; at most 0 high-risk findings, lower is better [{"kind":"metric","text":"At least 85% answer quality","op":">=","number":"85","unit":"%"},{"kind":"metric","text":"no high-risk findings","op":"<=","number":"0","unit":"findings"}]`},
		{"direction by noun", "85% answer quality", `assumed: at least 85 % (answer quality), higher is better [{"kind":"metric","text":"85% answer quality","op":">=","number":"85","unit":"%"}]`},
		{"incidents opened and metric", "0 P1/P2, >= 80% satisfaction", `understood: no sev1 or sev2 incidents opened in the wave; at least 80 % (satisfaction), higher is better [{"kind":"incident","text":"0 P1/P2","op":"=","number":"0","unit":"sev1/sev2","scope":"opened"},{"kind":"metric","text":">= 80% satisfaction","op":">=","number":"80","unit":"%"}]`},
		{"incidents open now", "no open sev1", `understood: no sev1 incidents open [{"kind":"incident","text":"no open sev1","op":"=","number":"0","unit":"sev1","scope":"open"}]`},
		{"few incidents", "fewer than 3 sev2 incidents", `understood: less than 3 sev2 incidents opened in the wave [{"kind":"incident","text":"fewer than 3 sev2 incidents","op":"<","number":"3","unit":"sev2","scope":"opened"}]`},
		{"no target", "Support queue volume stays within target", `assumed: a metric without a number: Support queue volume stays within target [{"kind":"metric","text":"Support queue volume stays within target"}]`},
		{"review", "Monthly lifecycle review accepted", `understood: reviewed: Monthly lifecycle review accepted [{"kind":"review","text":"Monthly lifecycle review accepted"}]`},
		{"review of the plan", "Works council review done", `understood: reviewed: Works council review done [{"kind":"review","text":"Works council review done"}]`},
		{"date", "not before 2026-07-01", `understood: from Wed 1 July 2026 [{"kind":"date","text":"not before 2026-07-01","op":">=","date":"2026-07-01"}]`},
		{"semicolons", "Training done; Guide published", `understood: a person confirms: Training done; a person confirms: Guide published [{"kind":"attested","text":"Training done"},{"kind":"attested","text":"Guide published"}]`},
		{"lines with marks", "- Training done\n- Guide published", `understood: a person confirms: Training done; a person confirms: Guide published [{"kind":"attested","text":"Training done"},{"kind":"attested","text":"Guide published"}]`},
		{"and inside one criterion", "HR and IT managers trained", `understood: a person confirms: HR and IT managers trained [{"kind":"attested","text":"HR and IT managers trained"}]`},
		{"and between two", "Managers trained and feedback channel open and guide published", `understood: a person confirms: Managers trained; a person confirms: feedback channel open; a person confirms: guide published [{"kind":"attested","text":"Managers trained"},{"kind":"attested","text":"feedback channel open"},{"kind":"attested","text":"guide published"}]`},
		{"comma inside", "Works council, as agreed, informed", `understood: a person confirms: Works council, as agreed, informed [{"kind":"attested","text":"Works council, as agreed, informed"}]`},
		{"as written, though few is bad elsewhere", "Fewer than 20 weekly active users", `understood: less than 20 weekly active users, lower is better [{"kind":"metric","text":"Fewer than 20 weekly active users","op":"<","number":"20","unit":"users"}]`},
		{"alternatives stay one", "Manuals replaced or fewer than 10 users", `understood: a person confirms: Manuals replaced or fewer than 10 users [{"kind":"attested","text":"Manuals replaced or fewer than 10 users"}]`},
		{"people trained", "50 managers trained", `understood: a person confirms: 50 managers trained [{"kind":"attested","text":"50 managers trained"}]`},
		{"later", "TBD", `unclear criteria-unclear`},
		{"later, twice", "TBD; TBD", `unclear criteria-unclear`},
		{"none", "None", `unclear criteria-unclear`},
		{"none, for a reason", "N/A (pilot)", `unclear criteria-unclear`},
		{"one of two later", "Training done; TBD", `assumed: a person confirms: Training done; a person confirms: TBD [{"kind":"attested","text":"Training done"},{"kind":"attested","text":"TBD"}]`},
		{"blank", "", `empty`},
	})
}

func TestSteps(t *testing.T) {
	alone := func(s string) (rollout.Cell[[]rollout.PlanStep], []rollout.Finding) { return Steps(s) }
	check2(t, alone, []shape{
		{"bullets", "Switch it off\nTell the desk", `understood: 2 items: Switch it off; Tell the desk [{"text":"Switch it off"},{"text":"Tell the desk"}]`},
		{"marks in the text", "1. Switch it off\n2. Tell the desk", `understood: 2 items: Switch it off; Tell the desk [{"text":"Switch it off"},{"text":"Tell the desk"}]`},
		{"numbers in one line", "1. Switch it off 2. Tell the desk", `understood: 2 items: Switch it off; Tell the desk [{"text":"Switch it off"},{"text":"Tell the desk"}]`},
		{"commas", "Disable the agent, tell the desk, and keep the logs", `understood: 3 items: Disable the agent; tell the desk; keep the logs [{"text":"Disable the agent"},{"text":"tell the desk"},{"text":"keep the logs"}]`},
		{"sentences", "Disable the agent. Tell the desk.", `understood: 2 items: Disable the agent; Tell the desk [{"text":"Disable the agent"},{"text":"Tell the desk"}]`},
		{"arrows", "Disable -> tell the desk", `understood: 2 items: Disable; tell the desk [{"text":"Disable"},{"text":"tell the desk"}]`},
		{"owner in brackets", "Disable the agent (Platform Lead); tell the desk (Service Desk)", `understood: 2 items: Disable the agent (Platform Lead); tell the desk (Service Desk) [{"text":"Disable the agent","owner":"Platform Lead"},{"text":"tell the desk","owner":"Service Desk"}]`},
		{"owner first", "Platform Lead: disable the agent", `understood: 1 item: disable the agent (Platform Lead) [{"text":"disable the agent","owner":"Platform Lead"}]`},
		{"owner behind a dash", "Disable the agent – Platform Lead", `understood: 1 item: Disable the agent (Platform Lead) [{"text":"Disable the agent","owner":"Platform Lead"}]`},
		{"brackets that are no owner", "Disable the agent (see the runbook)", `understood: 1 item: Disable the agent (see the runbook) [{"text":"Disable the agent (see the runbook)"}]`},
		{"wait of its own", "disable, wait 30 days, delete", `understood: 3 items: disable; wait 30 days; delete [{"text":"disable"},{"text":"wait 30 days","wait":"P30D"},{"text":"delete"}]`},
		{"wait in words", "Disable; wait for two weeks; delete", `understood: 3 items: Disable; wait for two weeks; delete [{"text":"Disable"},{"text":"wait for two weeks","wait":"P14D"},{"text":"delete"}]`},
		{"a wait and what is done then", "Switch it off\nwait 30 min, then check that no drafts come any more (Quality Team)", `understood: 3 items: Switch it off; wait 30 min; check that no drafts come any more (Quality Team) [{"text":"Switch it off"},{"text":"wait 30 min","wait":"PT30M"},{"text":"check that no drafts come any more","owner":"Quality Team"}]`},
		{"a wait and what is done", "Wait 2 hours and check the queue; tell the desk", `understood: 3 items: Wait 2 hours; check the queue; tell the desk [{"text":"Wait 2 hours","wait":"PT2H"},{"text":"check the queue"},{"text":"tell the desk"}]`},
		{"a wait for something", "Wait 30 days for objections; delete", `understood: 2 items: Wait 30 days for objections; delete [{"text":"Wait 30 days for objections","wait":"P30D"},{"text":"delete"}]`},
		{"a wait for something and what is done then", "Wait 30 min for answers, then delete them (Legal)", `understood: 2 items: Wait 30 min for answers; delete them (Legal) [{"text":"Wait 30 min for answers","wait":"PT30M"},{"text":"delete them","owner":"Legal"}]`},
		{"a wait before something", "Wait 30 min before you check the queue; delete", `assumed: 2 items: Wait 30 min before you check the queue; delete [{"text":"Wait 30 min before you check the queue","wait":"PT30M"},{"text":"delete"}]`},
		{"a wait or something", "Wait 30 min, or until Legal agrees; delete", `assumed: 2 items: Wait 30 min, or until Legal agrees; delete [{"text":"Wait 30 min, or until Legal agrees","wait":"PT30M"},{"text":"delete"}]`},
		{"and inside", "Export and archive the record", `understood: 1 item: Export and archive the record [{"text":"Export and archive the record"}]`},
		{"or joins", "Call the desk, or mail them, then close", `understood: 2 items: Call the desk, or mail them; close [{"text":"Call the desk, or mail them"},{"text":"close"}]`},
		{"condition first", "If spend is over budget, disable the agent", `understood: 1 item: If spend is over budget, disable the agent [{"text":"If spend is over budget, disable the agent"}]`},
		{"thousands", "Stop above 1,500 requests, tell finance", `understood: 2 items: Stop above 1,500 requests; tell finance [{"text":"Stop above 1,500 requests"},{"text":"tell finance"}]`},
		{"none", "None", `empty`},
		{"later", "TBD", `unclear steps-unclear`},
		{"blank", "", `empty`},
	})
	among := func(s string) (rollout.Cell[[]rollout.PlanStep], []rollout.Finding) {
		return Steps(s, "Platform Team", "Quality Lead", "Internal Comms", "Helpdesk", "Legal", "Team Leads", "plan owner")
	}
	check2(t, among, []shape{
		{"a role and what it does", "Platform Team switches the app off for all", `assumed: 1 item: Platform Team switches the app off for all (Platform Team) [{"text":"Platform Team switches the app off for all","owner":"Platform Team"}]`},
		{"numbered in one line", "1. Quality Lead decides (Platform Team if not reachable within 30 min). 2. Platform Team switches it off. 3. Helpdesk hands out the form.", `assumed: 3 items: Quality Lead decides (Platform Team if not reachable within 30 min) (Quality Lead); Platform Team switches it off (Platform Team); Helpdesk hands out the form (Helpdesk) [{"text":"Quality Lead decides (Platform Team if not reachable within 30 min)","owner":"Quality Lead"},{"text":"Platform Team switches it off","owner":"Platform Team"},{"text":"Helpdesk hands out the form","owner":"Helpdesk"}]`},
		{"the article, another case", "The platform team switches it off", `assumed: 1 item: The platform team switches it off (Platform Team) [{"text":"The platform team switches it off","owner":"Platform Team"}]`},
		{"one word", "Legal signs off", `assumed: 1 item: Legal signs off (Legal) [{"text":"Legal signs off","owner":"Legal"}]`},
		{"one word that tells what kind", "Legal review of the answers", `understood: 1 item: Legal review of the answers [{"text":"Legal review of the answers"}]`},
		{"a plural", "Team leads tell their people", `assumed: 1 item: Team leads tell their people (Team Leads) [{"text":"Team leads tell their people","owner":"Team Leads"}]`},
		{"two: the first is asked", "Quality Lead and Platform Team decide together", `assumed: 1 item: Quality Lead and Platform Team decide together (Quality Lead) [{"text":"Quality Lead and Platform Team decide together","owner":"Quality Lead"}]`},
		{"must", "Plan owner must approve", `assumed: 1 item: Plan owner must approve (plan owner) [{"text":"Plan owner must approve","owner":"plan owner"}]`},
		{"with a person in brackets", "Quality Lead (Dana) decides", `assumed: 1 item: Quality Lead (Dana) decides (Quality Lead) [{"text":"Quality Lead (Dana) decides","owner":"Quality Lead"}]`},
		{"what is done to them", "Platform Team is informed", `understood: 1 item: Platform Team is informed [{"text":"Platform Team is informed"}]`},
		{"what they have", "Platform Team tickets are closed", `understood: 1 item: Platform Team tickets are closed [{"text":"Platform Team tickets are closed"}]`},
		{"told, not asked", "Tell Internal Comms and Helpdesk", `understood: 1 item: Tell Internal Comms and Helpdesk [{"text":"Tell Internal Comms and Helpdesk"}]`},
		{"colons", "Platform Team: switch it off; Internal Comms: post in the channel", `understood: 2 items: switch it off (Platform Team); post in the channel (Internal Comms) [{"text":"switch it off","owner":"Platform Team"},{"text":"post in the channel","owner":"Internal Comms"}]`},
		{"dashes", "Platform Team - switch it off; Internal Comms – post in the channel", `understood: 2 items: switch it off (Platform Team); post in the channel (Internal Comms) [{"text":"switch it off","owner":"Platform Team"},{"text":"post in the channel","owner":"Internal Comms"}]`},
		{"brackets", "Switch it off (Platform Team); post in the channel (Internal Comms)", `understood: 2 items: Switch it off (Platform Team); post in the channel (Internal Comms) [{"text":"Switch it off","owner":"Platform Team"},{"text":"post in the channel","owner":"Internal Comms"}]`},
		{"a name where others stand in brackets", "Switch it off (Platform Team); lock the doors (Night Watch)", `assumed: 2 items: Switch it off (Platform Team); lock the doors (Night Watch) [{"text":"Switch it off","owner":"Platform Team"},{"text":"lock the doors","owner":"Night Watch"}]`},
		{"a system where others stand in brackets", "Switch it off (Platform Team); close it (Teams)", `understood: 2 items: Switch it off (Platform Team); close it (Teams) [{"text":"Switch it off","owner":"Platform Team"},{"text":"close it (Teams)"}]`},
		{"a name where others stand first", "Platform Team switches it off; Night Watch locks the doors", `assumed: 2 items: Platform Team switches it off (Platform Team); Night Watch locks the doors (Night Watch) [{"text":"Platform Team switches it off","owner":"Platform Team"},{"text":"Night Watch locks the doors","owner":"Night Watch"}]`},
		{"a name that says that it is a role", "Network Operations disables the link", `assumed: 1 item: Network Operations disables the link (Network Operations) [{"text":"Network Operations disables the link","owner":"Network Operations"}]`},
		{"an order is no name", "Disable Platform Security alerts", `understood: 1 item: Disable Platform Security alerts [{"text":"Disable Platform Security alerts"}]`},
		{"said outright, any name", "Lock the doors (Owner: Facilities)", `understood: 1 item: Lock the doors (Facilities) [{"text":"Lock the doors","owner":"Facilities"}]`},
		{"said outright, behind a comma", "Lock the doors, owner: Facilities", `understood: 1 item: Lock the doors (Facilities) [{"text":"Lock the doors","owner":"Facilities"}]`},
		{"said outright, in a sentence of its own", "Lock the doors. Owner: Facilities", `understood: 1 item: Lock the doors (Facilities) [{"text":"Lock the doors","owner":"Facilities"}]`},
		{"said outright, on the next line", "Lock the doors\nOwner: Facilities\nPost it", `understood: 2 items: Lock the doors (Facilities); Post it [{"text":"Lock the doors","owner":"Facilities"},{"text":"Post it"}]`},
		{"a condition in brackets", "Platform Team decides (Quality Lead if absent)", `assumed: 1 item: Platform Team decides (Quality Lead if absent) (Platform Team) [{"text":"Platform Team decides (Quality Lead if absent)","owner":"Platform Team"}]`},
		{"a bracket that is never closed", "Platform Team (night shift decides", `understood: 1 item: Platform Team (night shift decides [{"text":"Platform Team (night shift decides"}]`},
		{"a wait", "Platform Team switches it off; wait 30 days; Legal deletes the data", `assumed: 3 items: Platform Team switches it off (Platform Team); wait 30 days; Legal deletes the data (Legal) [{"text":"Platform Team switches it off","owner":"Platform Team"},{"text":"wait 30 days","wait":"P30D"},{"text":"Legal deletes the data","owner":"Legal"}]`},
	})
	check2(t, Triggers, []shape{
		{"each is enough", "Two violations in a week, any P1 incident, or a request of the works council", `understood: 3 items: Two violations in a week; any P1 incident; a request of the works council [{"text":"Two violations in a week"},{"text":"any P1 incident"},{"text":"a request of the works council"}]`},
		{"alternatives in one", "P1 incident OR >10% failure rate", `understood: 1 item: P1 incident OR >10% failure rate [{"text":"P1 incident OR >10% failure rate"}]`},
		{"introduced", "Any of:\nA violation\nA leak", `understood: 2 items: A violation; A leak [{"text":"A violation"},{"text":"A leak"}]`},
	})
}

func TestGroups(t *testing.T) {
	check2(t, groups, []shape{
		{"commas and and", "HR operations, managers and IT", `understood: HR operations; managers; IT ["HR operations","managers","IT"]`},
		{"condition inside", "HR operations, employees in approved regions and subsidiaries", `understood: HR operations; employees in approved regions and subsidiaries ["HR operations","employees in approved regions and subsidiaries"]`},
		{"and in a name", "Sales and Marketing", `understood: Sales; Marketing ["Sales","Marketing"]`},
		{"brackets", "Managers (EMEA, APAC), HR", `understood: Managers (EMEA, APAC); HR ["Managers (EMEA, APAC)","HR"]`},
		{"nobody", "None", `understood: nobody []`},
		{"later", "TBD", `unclear to-be-decided`},
		{"blank", "", `empty`},
	})
}

func TestApproach(t *testing.T) {
	check2(t, approach, []shape{
		{"the word", "phased rollout", `understood: phased rollout "phased rollout"`},
		{"the word and a clause", "Phased rollout, region by region", `understood: phased rollout "phased rollout"`},
		{"all left", "limited pilot / phased rollout / broad release", `empty`},
		{"one marked", "limited pilot / **phased rollout** / broad release", `understood: phased rollout "phased rollout"`},
		{"two left", "limited pilot / phased rollout", `unclear approach-unclear`},
		{"two in a sentence", "Limited pilot, then phased rollout", `assumed: limited pilot "limited pilot"`},
		{"short word", "Pilot", `assumed: limited pilot "limited pilot"`},
		{"another", "Big bang", `unclear approach-unclear`},
		{"blank", "", `empty`},
	})
}

func TestHeadcount(t *testing.T) {
	for _, s := range []shape{
		{"range", "50-100 devices", "50 to 100 devices"},
		{"about", "HR managers, about 400", "about 400"},
		{"percent", "10 percent of sales", "10 %"},
		{"thousands", "3,200 employees", "3,200 employees"},
		{"none", "HR managers", ""},
		{"a wave's number", "everyone of wave 1", ""},
		{"a name", "Team B2", ""},
	} {
		t.Run(s.name, func(t *testing.T) {
			if got := headcount(s.text); got != s.want {
				t.Errorf("%q is %q, want %q", s.text, got, s.want)
			}
		})
	}
}

// What is not clear comes with the readings it can have, and what to write.
func TestReasons(t *testing.T) {
	thr := func(metric string) func(string) []rollout.Finding {
		return func(s string) []rollout.Finding { _, fs := Threshold(s, metric); return fs }
	}
	date := func(s string) []rollout.Finding { _, fs := Dates(s); return fs }
	money := func(s string) []rollout.Finding { _, fs := Money(s); return fs }
	sla := func(s string) []rollout.Finding { _, fs := SLA(s); return fs }
	path := func(s string) []rollout.Finding { _, fs := Path(s); return fs }
	for _, tt := range []struct {
		name, text string
		read       func(string) []rollout.Finding
		want       string
	}{
		{"two days", "05/08/2026", date, "“05/08/2026” can be 5 August or 8 May 2026. Write 2026-08-05 or 2026-05-08."},
		{"two days in a range", "05/08/2026 to 06/08/2026", date, "“05/08/2026 to 06/08/2026” can be read with the day or the month first. Write the day as 2026-07-22, a range as “2026-07-22 to 2026-08-05”."},
		{"no year", "20 July", date, "“20 July” has no year. Write the year too, as in 2026-07-22 or “22 July 2026”."},
		{"a budget", "EUR 4.500", money, "“EUR 4.500” can be read as thousands (4,500) or as decimals (4.5). Write “EUR 4500” or “EUR 4.5”."},
		{"a budget with three decimals", "EUR 4.575", money, "“EUR 4.575” can be read as thousands (4,575) or as decimals (4.575). Write “EUR 4575” or “EUR 4.5750”."},
		{"a threshold", "0,40 EUR / EUR 4.500", thr("Cost per task and monthly spend"), "“EUR 4.500” can be read as thousands (4,500) or as decimals (4.5). Write “EUR 4500” or “EUR 4.5”."},
		{"by severity", "1 business day (Sev1: 1 hour)", sla, "“1 business day (Sev1: 1 hour)” gives times by severity; a row has one answer time, and severity makes the next step come earlier. " + slaFix},
		{"hours of presence", "within 1 hour, Mon-Fri 7-19", sla, "Of “within 1 hour, Mon-Fri 7-19” only this is read: answer within 1 hour; “Mon-Fri 7-19” is left out, the clock runs at any hour. Write “business hours” for a clock that runs Monday to Friday from 09:00 to 17:00 only."},
		{"a wait in brackets", "IT Security (15 min) -> CISO (30 min)", path, "“IT Security (15 min)” is read as: IT Security is told 15 minutes after the owner. Write “(+15 minutes)” if that is meant. A time that IT Security has before the next is told stands behind the next role."},
		{"asap", "asap", sla, "“asap” names no time; the default of the area holds. " + slaFix},
		{"against the metric", "< 3 min", thr("KPI improvement: minutes per claim"), "“< 3 min” asks for less, while “KPI improvement: minutes per claim” speaks for more; it is read as written: less than 3 min, lower is better. Confirm it if that is meant, or write “less than 3 min, lower is better”."},
		{"against a certain metric", "at most 85%", thr("Accepted answers"), "“at most 85%” asks for less, while “Accepted answers” speaks for more; it is read as written: at most 85 %, lower is better. Confirm it if that is meant; else write “at least 85 %”."},
		{"a list in brackets", "at most 2", thr("Wrong bed suggested (occupied, isolation), refusals"), "The metric names wrong bed suggested (occupied, isolation) and refusals; the threshold does not say which of them it is for. Write it beside the number, such as “wrong bed suggested (occupied, isolation) at most 2”."},
		{"both", "at least 3 min, lower is better", thr("Gadgets"), "“at least 3 min, lower is better” says both that more and that less is better. " + thresholdFix},
	} {
		t.Run(tt.name, func(t *testing.T) {
			fs := tt.read(tt.text)
			if len(fs) == 0 {
				t.Fatalf("nothing is said of %q", tt.text)
			}
			if got := fs[0].Text + " " + fs[0].Fix; got != tt.want {
				t.Errorf("%q\n got %s\nwant %s", tt.text, got, tt.want)
			}
		})
	}
}
