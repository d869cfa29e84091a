package hooks_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/rolloutbot/rollout/commands"
	"github.com/rolloutbot/rollout/internal/hooks"
	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
	"github.com/rolloutbot/rollout/store/storetest"
)

const token = "t0ken-of-the-tests"

// noon is 14 July 2026, 10:00 in Berlin.
var noon = time.Date(2026, 7, 14, 8, 0, 0, 0, time.UTC)

type still time.Time

func (s still) Now() time.Time { return time.Time(s) }

// desk is a server on a store with two plans.
type desk struct {
	t     testing.TB
	store store.Store
	log   strings.Builder
	http.Handler
}

func newDesk(t testing.TB) *desk {
	t.Helper()
	d := &desk{t: t, store: storetest.Memory()}
	t.Cleanup(func() { _ = d.store.Close() })
	put := []rollout.Record{rollout.House{Schema: 1, Fallback: "fallback"}}
	for _, plan := range []struct {
		id, agent string
		budget    rollout.Budget
	}{
		{"lamp", "Lamp Desk", rollout.Budget{Amount: decimal.NewFromInt(2000), Currency: "USD", Per: "month"}},
		{"kite", "Kite", rollout.Budget{Amount: decimal.NewFromInt(9000), Unit: "credits", Per: "month"}},
	} {
		p := rollout.Plan{Schema: 1, ID: rollout.PlanID(plan.id), Agent: rollout.Cell[string]{Text: plan.agent, Value: plan.agent, Status: rollout.Understood}}
		p.Cost.Budget = rollout.Cell[rollout.Budget]{Text: "as written", Status: rollout.Understood, Value: plan.budget}
		put = append(put, p, rollout.State{Schema: 1, Plan: p.ID, Agent: plan.agent, Stage: rollout.Live, PlanOwner: "maya", Zone: "Europe/Berlin"})
	}
	err := d.store.Update(context.Background(), func(tx store.Tx) error {
		return store.Apply(tx, rollout.Actor{Via: rollout.ByTimer}, noon, rollout.Effects{Put: put})
	})
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(&d.log, nil))
	d.Handler = (&hooks.Server{
		Token: token, Log: log, Book: &commands.Dispatcher{Store: d.store, Clock: still(noon), Log: log},
	}).Handler()
	return d
}

func (d *desk) send(kind, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "/hooks/spend", strings.NewReader(body))
	r.Header.Set("Content-Type", kind)
	r.Header.Set("Authorization", "Bearer "+token)
	w := httptest.NewRecorder()
	d.ServeHTTP(w, r)
	return w
}

// books is what is booked, by plan and unit, and how many lines there are.
func (d *desk) books() string {
	d.t.Helper()
	var out []string
	err := d.store.View(context.Background(), func(tx store.Tx) error {
		for _, id := range []rollout.PlanID{"kite", "lamp"} {
			t, err := store.SpendTotal(tx, id, "2026")
			if err != nil {
				return err
			}
			for _, s := range t.Sums {
				out = append(out, fmt.Sprintf("%s %s in %d", id, s.Quantity, s.Count))
			}
		}
		return nil
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return strings.Join(out, ", ")
}

func row(id, amount string) string {
	return fmt.Sprintf(`{"agent":"Lamp Desk","line":"tokens","date":"2026-07-14","amount":%s,"currency":"USD","source":"bill","id":%q}`, amount, id)
}

const header = "agent,line,date,amount,currency,source,id\n"

func TestSpendIsBookedOnce(t *testing.T) {
	d := newDesk(t)
	body := "[" + row("a", "10.25") + "," + row("b", `"1,240.50"`) + "," + row("a", "10.25") +
		`,{"agent":"kite","date":"2026-07-15","amount":500,"currency":"Credit","id":7}]`
	want := `{"booked":[{"source":"bill","id":"a","spend":"SP-1"},{"source":"bill","id":"b","spend":"SP-2"},{"source":"bill","id":"a","spend":"SP-1"},{"id":"7","spend":"SP-3"}]}` + "\n"
	for range 3 {
		w := d.send("application/json", body)
		if w.Code != http.StatusOK || w.Body.String() != want || w.Header().Get("Content-Type") != "application/json" {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
	}
	csv := "\ufeffid,agent,date,amount,currency,source,line\r\na,LAMP  desk,2026-07-14,10.250,usd,bill,\" tokens \"\r\n"
	if w := d.send("text/csv; charset=utf-8", csv); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "“10.250” can be read in two ways") {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if w := d.send("text/csv; charset=utf-8", strings.Replace(csv, "10.250", "10.25", 1)); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `"spend":"SP-1"`) {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if got := d.books(); got != "kite 500 credits in 1, lamp $1,250.75 in 2" {
		t.Error(got)
	}
}

func TestOneBadRowRefusesAll(t *testing.T) {
	good := header
	for i := range 1000 {
		good += fmt.Sprintf("Lamp Desk,tokens,2026-07-%02d,0.01,USD,bill,r%d\n", 1+i%14, i)
	}
	bad := func(cells string) string {
		return strings.Replace(good, "Lamp Desk,tokens,2026-07-10,0.01,USD,bill,r499\n", cells+"\n", 1)
	}
	json := func(field, value string) string {
		return "[" + row("ok", "1") + "," + strings.Replace(row("x", "1"), field, value, 1) + "]"
	}
	tests := []struct {
		name, body string
		status     int
		want       string
	}{
		{"a foreign currency", bad("Lamp Desk,tokens,2026-07-10,0.01,EUR,bill,r499"), 422, `"row":500,"field":"currency","text":"The budget of Lamp Desk is in USD, and there is no rate to it from EUR."`},
		{"credits into money", bad("Lamp Desk,tokens,2026-07-10,1,credits,bill,r499"), 422, `no rate to it from credits`},
		{"money into credits", bad("kite,tokens,2026-07-10,1,USD,bill,r499"), 422, `The budget of Kite is in credits`},
		{"a negative amount", bad("Lamp Desk,tokens,2026-07-10,-4,USD,bill,r499"), 422, `"row":500,"field":"amount","text":"A spend is more than zero."`},
		{"an ambiguous amount", bad(`Lamp Desk,tokens,2026-07-10,"1,500",USD,bill,r499`), 422, `can be read in two ways. Write 1500 or 1.5.`},
		{"an absurd amount", bad(`Lamp Desk,tokens,2026-07-10,99999999999999999999,USD,bill,r499`), 422, `That is more, or more exact`},
		{"no amount", bad(`Lamp Desk,tokens,2026-07-10,,USD,bill,r499`), 422, `The amount is missing.`},
		{"words for an amount", bad(`Lamp Desk,tokens,2026-07-10,many,USD,bill,r499`), 422, `“many” is not an amount`},
		{"an impossible date", bad("Lamp Desk,tokens,2026-02-30,1,USD,bill,r499"), 422, `"field":"date","text":"“2026-02-30” is not a date`},
		{"a future date", bad("Lamp Desk,tokens,2026-07-16,1,USD,bill,r499"), 422, `2026-07-16 has not come yet`},
		{"a date long past", bad("Lamp Desk,tokens,2020-07-16,1,USD,bill,r499"), 422, `more than 400 days ago`},
		{"an unknown agent", bad("Lamb Desk,tokens,2026-07-10,1,USD,bill,r499"), 422, `No agent is called “Lamb Desk”. Did you mean “Lamp Desk”?`},
		{"no id", bad("Lamp Desk,tokens,2026-07-10,1,USD,bill,"), 422, `The id is missing.`},
		{"a long line", bad("Lamp Desk," + strings.Repeat("x", 81) + ",2026-07-10,1,USD,bill,r499"), 422, `The line is too long.`},
		{"characters that hide", bad("Lamp Desk,to\u202ekens,2026-07-10,1,USD,bill,r499"), 422, `cannot be seen`},
		{"a formula", bad(`Lamp Desk,"=HYPERLINK(""http://x"")",2026-07-10,1,USD,bill,r499`), 422, `"row":500,"field":"line","text":"The line “=HYPERLINK(\"http://x\")” would be a formula`},
		{"a formula behind a blank", bad(`Lamp Desk, @x,2026-07-10,1,USD,bill,r499`), 422, `would be a formula`},
		{"a formula behind a blank of another kind", bad("Lamp Desk,\u00a0=x,2026-07-10,1,USD,bill,r499"), 422, `would be a formula`},
		{"a wide formula", bad("Lamp Desk,\uff1dx,2026-07-10,1,USD,bill,r499"), 422, `would be a formula`},
		{"a formula for a source", bad("Lamp Desk,x,2026-07-10,1,USD,+bill,r499"), 422, `"field":"source"`},
		{"a formula for an id", bad("Lamp Desk,x,2026-07-10,1,USD,bill,@r499"), 422, `"field":"id"`},
		{"a formula for an amount", bad(`Lamp Desk,x,2026-07-10,-2+3,USD,bill,r499`), 422, `“-2+3” is not an amount`},
		{"an id with a blank of no width", bad("Lamp Desk,x,2026-07-10,1,USD,bill,r1\u200b"), 422, `"field":"id","text":"The id holds characters that cannot be seen."`},
		{"an id with a soft hyphen", bad("Lamp Desk,x,2026-07-10,1,USD,bill,r\u00ad1"), 422, `The id holds characters`},
		{"a source with a tag", bad("Lamp Desk,x,2026-07-10,1,USD,bi\U000e0001ll,r1"), 422, `The source holds characters`},
		{"a cell too many", bad("Lamp Desk,tokens,2026-07-10,0,01,USD,bill,r499"), 422, `Line 501: it has 8 cells and the header 7.`},
		{"two rows of one id", bad("Lamp Desk,tokens,2026-07-10,2,USD,bill,r1"), 409, `"row":500,"field":"id","text":"The id “r1” was sent before with other content.`},
		{"a misspelt column", strings.Replace(good, "amount", "ammount", 1), 400, `The header has a column \"ammount\"`},
		{"a column twice", strings.Replace(good, "line", "date", 1), 400, "the column date twice"},
		{"a column less", "agent,date,amount,id\nLamp Desk,2026-07-10,1,x\n", 400, "lacks the column currency"},
		{"semicolons", strings.ReplaceAll(good, ",", ";"), 400, "The header has a column"},
		{"an open quote", header + `"Lamp Desk`, 400, "That is not CSV: line 2"},
		{"not UTF-8", header + "Lamp\xff Desk,x,2026-07-10,1,USD,bill,1\n", 400, "not UTF-8"},
		{"a header alone", header, 422, "There are no rows."},
		{"nothing", "", 400, "There is no header."},
		{"too many rows", header + strings.Repeat("Lamp Desk,x,2026-07-10,1,USD,b,i\n", 5001), 413, "more than 5000 rows"},
		{"too many bytes", header + strings.Repeat("x", 1<<20), 413, "more than 1 MiB"},

		{"JSON: a negative amount", json(`"amount":1`, `"amount":-1`), 422, `"row":2,"field":"amount"`},
		{"JSON: an exponent", json(`"amount":1`, `"amount":1e999999999`), 422, `is not an amount`},
		{"JSON: an amount in words", json(`"amount":1`, `"amount":true`), 422, `Row 2: the amount must be a text or a number.`},
		{"JSON: a number for a date", json(`"2026-07-14"`, `20260714`), 422, `Row 2: the date must be a text.`},
		{"JSON: a list for an agent", json(`"Lamp Desk"`, `["Lamp Desk"]`), 422, `Row 2: the agent must be a text.`},
		{"JSON: a formula", json(`"line":"tokens"`, `"line":"=1+1"`), 422, `"row":2,"field":"line","text":"The line “=1+1” would be a formula`},
		{"JSON: null for an id", json(`"id":"x"`, `"id":null`), 422, `The id is missing.`},
		{"JSON: a field twice", json(`"amount":1`, `"amount":1,"amount":2`), 422, `Row 2 has the field amount twice.`},
		{"JSON: a misspelt field", json(`"amount":1`, `"ammount":1`), 422, `Row 2 has a field \"ammount\"`},
		{"JSON: a capital", json(`"amount":1`, `"Amount":1`), 422, `Row 2 has a field \"Amount\"`},
		{"JSON: no list of rows", "[1]", 422, "Row 1 is not an object."},
		{"JSON: a text", `"x"`, 400, "Send one object or a list of objects."},
		{"JSON: an empty list", `[]`, 422, "There are no rows."},
		{"JSON: cut off", `[{"agent":"Lamp`, 400, "The JSON ends too early."},
		{"JSON: broken", `[{"agent" "Lamp"}]`, 400, "That is not JSON"},
		{"JSON: two of them", row("x", "1") + row("y", "1"), 400, "behind the end"},
		{"JSON: deep", strings.Repeat(`[`, 1<<19), 422, "Row 1 is not an object."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesk(t)
			kind := "text/csv"
			if strings.HasPrefix(tt.name, "JSON") {
				kind = "application/json"
			}
			w := d.send(kind, tt.body)
			if w.Code != tt.status || !strings.Contains(w.Body.String(), tt.want) {
				t.Errorf("%d %.600s\nwant %d %s", w.Code, w.Body, tt.status, tt.want)
			}
			checkProblem(t, w)
			if got := d.books(); got != "" {
				t.Errorf("booked %s", got)
			}
			if d.log.Len() > 0 {
				t.Errorf("logged %s", d.log.String())
			}
		})
	}
	d := newDesk(t)
	start := time.Now()
	if w := d.send("text/csv", good); w.Code != http.StatusOK {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	t.Logf("1,000 rows in %v", time.Since(start))
	if got := d.books(); got != "lamp $10 in 1000" {
		t.Error(got)
	}
	if w := d.send("text/csv", bad("Lamp Desk,tokens,2026-07-10,0.02,USD,bill,r499")); w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), "The first booking stays.") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if got := d.books(); got != "lamp $10 in 1000" {
		t.Error(got)
	}
}

// What counts as the same content: its meaning, not how it is written.
func TestTheSameContentUnderOneID(t *testing.T) {
	sent := func(line, amount, currency string) string {
		return fmt.Sprintf(`{"agent":"kite","line":%q,"date":"2026-07-14","amount":%s,"currency":%q,"id":"a"}`, line, amount, currency)
	}
	tests := []struct {
		name, again string
		status      int
	}{
		{"the same", sent("Model tokens", "5.0", "Credits"), 200},
		{"a unit in small letters", sent("Model tokens", "5.0", "credits"), 200},
		{"one of a unit", sent("Model tokens", "5.0", "credit"), 200},
		{"another way to write the amount", sent("Model tokens", `"5"`, "Credits"), 200},
		{"with an exponent", sent("Model tokens", "0.05e2", "Credits"), 200},
		{"a name in capitals with more blanks", sent("MODEL  tokens", "5.0", "Credits"), 200},
		{"another amount", sent("Model tokens", "5.01", "Credits"), 409},
		{"another name", sent("Models tokens", "5.0", "Credits"), 409},
		{"another unit", sent("Model tokens", "5.0", "tokens"), 409},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesk(t)
			if w := d.send("application/json", sent("Model tokens", "5.0", "Credits")); w.Code != 200 {
				t.Fatal(w.Body)
			}
			if w := d.send("application/json", tt.again); w.Code != tt.status {
				t.Errorf("%d %s", w.Code, w.Body)
			}
			if got := d.books(); got != "kite 5 credits in 1" {
				t.Error(got)
			}
		})
	}
}

func checkProblem(t *testing.T, w *httptest.ResponseRecorder) {
	t.Helper()
	var p struct {
		Type, Title, Detail string
		Status              int
		Rows                []struct {
			Row  int
			Text string
		}
	}
	if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || w.Header().Get("Content-Type") != "application/problem+json" {
		t.Fatalf("%s: %v: %s", w.Header().Get("Content-Type"), err, w.Body)
	}
	if p.Type == "" || p.Title == "" || p.Detail == "" || p.Status != w.Code {
		t.Errorf("a gap in %s", w.Body)
	}
	for _, r := range p.Rows {
		if r.Row < 1 || r.Text == "" {
			t.Errorf("a row without a number or a fault in %s", w.Body)
		}
	}
}

func TestManyFaultsAreCounted(t *testing.T) {
	d := newDesk(t)
	body := header
	for i := range 60 {
		body += fmt.Sprintf("Lamp Desk,x,2026-07-10,0,USD,b,%d\n", i)
	}
	w := d.send("text/csv", body)
	if w.Code != 422 || strings.Count(w.Body.String(), `"row":`) != 50 || !strings.Contains(w.Body.String(), `"more":10`) {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestWhoMaySend(t *testing.T) {
	tests := []struct {
		name, method, path, kind, auth string
		status                         int
		want                           string
	}{
		{"no token", "POST", "/hooks/spend", "application/json", "", 401, "Authorization: Bearer"},
		{"a wrong token", "POST", "/hooks/spend", "application/json", "Bearer nope", 401, "Authorization: Bearer"},
		{"another scheme", "POST", "/hooks/spend", "application/json", "Basic " + token, 401, "Authorization: Bearer"},
		{"the token's beginning", "POST", "/hooks/spend", "application/json", "Bearer " + token[:5], 401, "Authorization: Bearer"},
		{"an empty token", "POST", "/hooks/spend", "application/json", "Bearer ", 401, "Authorization: Bearer"},
		{"elsewhere, unknown", "POST", "/hooks/other", "application/json", "", 401, "Authorization: Bearer"},
		{"elsewhere", "POST", "/hooks/other", "application/json", "Bearer " + token, 404, "Spend is sent to /hooks/spend."},
		{"reading", "GET", "/hooks/spend", "application/json", "Bearer " + token, 405, "Send spend with POST."},
		{"a form", "POST", "/hooks/spend", "application/x-www-form-urlencoded", "Bearer " + token, 415, "application/json or text/csv"},
		{"no type", "POST", "/hooks/spend", "", "Bearer " + token, 415, "application/json or text/csv"},
		{"another charset", "POST", "/hooks/spend", "text/csv; charset=latin1", "Bearer " + token, 415, "UTF-8"},
		{"a scheme in small letters", "POST", "/hooks/spend", "application/json", "bearer " + token, 200, "SP-1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesk(t)
			r := httptest.NewRequest(tt.method, tt.path, strings.NewReader(row("a", "1")))
			if tt.kind != "" {
				r.Header.Set("Content-Type", tt.kind)
			}
			if tt.auth != "" {
				r.Header.Set("Authorization", tt.auth)
			}
			w := httptest.NewRecorder()
			d.ServeHTTP(w, r)
			if w.Code != tt.status || !strings.Contains(w.Body.String(), tt.want) {
				t.Errorf("%d %s", w.Code, w.Body)
			}
			if tt.status != 200 {
				checkProblem(t, w)
			}
			if (d.books() != "") != (tt.status == 200) {
				t.Errorf("booked %q", d.books())
			}
		})
	}
	off := (&hooks.Server{Log: slog.New(slog.DiscardHandler)}).Handler()
	r := httptest.NewRequest("POST", "/hooks/spend", nil)
	r.Header.Set("Authorization", "Bearer ")
	w := httptest.NewRecorder()
	if off.ServeHTTP(w, r); w.Code != 401 {
		t.Errorf("without a token of ours: %d", w.Code)
	}
}

// sick is a booker that fails.
type sick struct{ err error }

func (s sick) BookFeed(context.Context, []commands.FeedRow) ([]commands.FeedLine, error) {
	return nil, s.err
}

func TestAFaultOfOursSaysToSendAgain(t *testing.T) {
	var log strings.Builder
	h := (&hooks.Server{Token: token, Book: sick{errors.New("disk on fire")}, Log: slog.New(slog.NewTextHandler(&log, nil))}).Handler()
	r := httptest.NewRequest("POST", "/hooks/spend", strings.NewReader(row("a", "1")))
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	checkProblem(t, w)
	if w.Code != 500 || strings.Contains(w.Body.String(), "fire") || !strings.Contains(w.Body.String(), "not booked twice") || !strings.Contains(log.String(), "disk on fire") {
		t.Errorf("%d %s\n%s", w.Code, w.Body, log.String())
	}
}

func FuzzCSV(f *testing.F) {
	f.Add(header + "Lamp Desk,tokens,2026-07-10,1.50,USD,bill,1\nkite,,2026-07-10,5,credits,,2\n")
	f.Add(header + "Lamp Desk,=1,2026-07-10,-1,EUR,bill,1\n")
	f.Add("\ufeffid,agent,date,amount,currency\n1,lamp,2026-07-01,\"1,500\",usd\n")
	f.Add("agent;date\n\"x")
	fuzz(f, "text/csv")
}

func FuzzJSON(f *testing.F) {
	f.Add(row("a", "1.5"))
	f.Add("[" + row("a", `"1,240.50"`) + "," + row("b", "1e-3") + "]")
	f.Add(`[{"agent":"kite","amount":1e5,"id":3,"date":"2026-07-01","currency":"credits","line":null}]`)
	f.Add(`{"amount":1,"amount":2}`)
	f.Add(`[[[`)
	fuzz(f, "application/json")
}

// fuzz holds what must be true of any body: it is answered, as what it is; sent
// again it has the same answer and books nothing more; refused it books nothing.
func fuzz(f *testing.F, kind string) {
	f.Fuzz(func(t *testing.T, body string) {
		d := newDesk(t)
		first := d.send(kind, body)
		books := d.books()
		again := d.send(kind, body)
		switch {
		case first.Code == 200 && books == "":
			t.Error("accepted, and nothing is booked")
		case first.Code != 200 && books != "":
			t.Errorf("refused with %d, and booked %s", first.Code, books)
		case first.Code >= 500:
			t.Errorf("%d %s\n%s", first.Code, first.Body, d.log.String())
		}
		if first.Code != 200 {
			checkProblem(t, first)
		}
		if again.Code != first.Code || again.Body.String() != first.Body.String() || d.books() != books {
			t.Errorf("%d %s\nthen %d %s\nbooks %s, then %s", first.Code, first.Body, again.Code, again.Body, books, d.books())
		}
	})
}
