package app_test

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/rolloutbot/rollout/commands"
	"github.com/rolloutbot/rollout/internal/planfile"
	"github.com/rolloutbot/rollout/internal/play"
	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
	"github.com/rolloutbot/rollout/store/bolt"
)

// What an estate is made of: a store with very many plans, made by the rules
// that people's lines run through. ROLLOUT_BENCH_PLANS=N makes a smaller one.
var (
	estatePlans  = atLeast(100, os.Getenv("ROLLOUT_BENCH_PLANS"), 10_000)
	estatePeople = estatePlans * 3 / 10
)

const (
	estateLeft  = 5_000 // incidents that the first plan was left with
	estateSpend = 24    // lines of spend a day in the first plan, for a year
)

func atLeast(least int, typed string, usual int) int {
	if n, err := strconv.Atoi(typed); err == nil {
		return max(n, least)
	}
	return usual
}

// The moments of an estate: what happened, happened at the first; people look
// at it at the second; at the third everybody's digest is due, on the day before
// every monthly review is.
var (
	estateBegan   = time.Date(2026, 12, 21, 9, 30, 0, 0, time.UTC)
	estateNow     = time.Date(2027, 2, 4, 8, 30, 0, 0, time.UTC)
	estateMorning = time.Date(2027, 2, 4, 9, 0, 0, 0, time.UTC)
)

// estate is the file of such a store.
type estate struct {
	path  string
	built time.Duration // 0: it was there already
}

// onEstate is the estate of a run of benchmarks. With ROLLOUT_BENCH_ESTATE=DIR it
// is kept there for the next run.
func onEstate(b *testing.B) *estate {
	e := &estate{path: filepath.Join(b.TempDir(), "estate.db")}
	if dir := os.Getenv("ROLLOUT_BENCH_ESTATE"); dir != "" {
		e.path = filepath.Join(dir, "estate.db")
		if _, err := os.Stat(e.path); err == nil {
			return e
		}
	}
	began := time.Now()
	if err := build(b.Context(), e.path+".part"); err != nil {
		b.Fatal(err)
	}
	if err := os.Rename(e.path+".part", e.path); err != nil {
		b.Fatal(err)
	}
	e.built = time.Since(began)
	return e
}

func (e *estate) size(b *testing.B) float64 {
	info, err := os.Stat(e.path)
	if err != nil {
		b.Fatal(err)
	}
	return float64(info.Size()) / (1 << 20)
}

func planName(i int) string               { return fmt.Sprintf("Helper %05d", i) }
func planChannel(i int) rollout.ChannelID { return rollout.ChannelID(fmt.Sprintf("C%05d", i)) }
func holder(i int) rollout.UserID         { return rollout.UserID(fmt.Sprintf("U%05d", i%estatePeople)) }

// builder makes an estate, many plans in one transaction.
type builder struct {
	db   store.Store
	doc  []byte
	lead rollout.Actor
}

// build makes the estate in a file, in the order in which it came about.
func build(ctx context.Context, path string) error {
	_ = os.Remove(path)
	doc, err := os.ReadFile("../play/samples/policy-assistant.md")
	if err != nil {
		return err
	}
	db, err := bolt.Open(path, bolt.Options{})
	if err != nil {
		return err
	}
	b := &builder{db: db, doc: doc, lead: rollout.Actor{
		User: "U1", Via: rollout.ByCommand, Person: rollout.Person{ID: "U1", Account: rollout.Member},
	}}
	steps := []func(context.Context) error{b.house, b.plans, b.left, b.delivered, b.year}
	for _, step := range steps {
		if err == nil {
			err = step(ctx)
		}
	}
	if ended := db.Close(); err == nil {
		err = ended
	}
	return err
}

// each runs fn for numbers below n, size of them in one transaction.
func (b *builder) each(ctx context.Context, n, size int, fn func(tx store.Tx, i int) error) error {
	for from := 0; from < n; from += size {
		err := b.db.Update(ctx, func(tx store.Tx) error {
			for i := from; i < min(from+size, n); i++ {
				if err := fn(tx, i); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (b *builder) apply(tx store.Tx, e rollout.Effects) error {
	return store.Apply(tx, b.lead, estateBegan, e)
}

// house is the installation, its people and its channels.
func (b *builder) house(ctx context.Context) error {
	err := b.db.Update(ctx, func(tx store.Tx) error {
		if err := store.BindTeam(tx, "T1"); err != nil {
			return err
		}
		return b.apply(tx, rollout.SettleHouse(rollout.House{}, estateHouse))
	})
	if err != nil {
		return err
	}
	err = b.each(ctx, estatePeople, 500, func(tx store.Tx, i int) error {
		return b.apply(tx, rollout.Effects{Put: []rollout.Record{member(i)}})
	})
	if err != nil {
		return err
	}
	return b.each(ctx, estatePlans, 500, func(tx store.Tx, i int) error {
		return b.apply(tx, rollout.Effects{Put: []rollout.Record{
			rollout.Channel{Schema: 1, ID: planChannel(i), Name: "helper-" + fmt.Sprint(i), BotIn: true, Seen: estateNow},
		}})
	})
}

func member(i int) rollout.Person {
	return rollout.Person{Schema: 1, ID: holder(i), Team: "T1", Account: rollout.Member, Name: "member " + fmt.Sprint(i), Zone: "UTC", Seen: estateNow}
}

// plans are imported, owned, activated, on their way with some spend and, every
// third, an incident that somebody has.
func (b *builder) plans(ctx context.Context) error {
	const size = 50
	for from := 0; from < estatePlans; from += size {
		read := make([]rollout.Plan, min(size, estatePlans-from))
		docs, errs := make([][]byte, len(read)), make([]error, len(read))
		var all sync.WaitGroup
		for i := range read {
			all.Go(func() {
				docs[i] = bytes.Replace(b.doc, []byte("HR Policy Assistant"), []byte(planName(from+i)), 1)
				read[i], errs[i] = planfile.Read(docs[i])
			})
		}
		all.Wait()
		err := b.db.Update(ctx, func(tx store.Tx) error {
			for i, p := range read {
				if err := cmp.Or(errs[i], b.plan(tx, from+i, p, docs[i])); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (b *builder) plan(tx store.Tx, i int, p rollout.Plan, doc []byte) error {
	p.ID, p.Version = rollout.MakePlanID(p.Agent.Value, func(rollout.PlanID) bool { return false }), 1
	p, _ = planfile.Match(rollout.Plan{}, p, nil)
	s, e := rollout.ImportPlan(rollout.Import{Plan: p, Bytes: doc, Home: planChannel(i), Zone: "UTC"}, nil, b.lead, estateBegan)
	s.PlanOwner, s.Acting = holder(i), false
	e.Put = append(e.Put, s)
	for n, use := range p.Roles() {
		who := i*7 + n*11
		set, err := rollout.SetOwner(p, s, rollout.Role{}, rollout.Fill{
			Role: use.Name, To: []rollout.Place{rollout.DM(holder(who))}, People: []rollout.Person{member(who)},
		}, b.lead, estateBegan)
		if err != nil {
			return err
		}
		e.Join(set)
	}
	if err := b.apply(tx, e); err != nil {
		return err
	}
	return b.running(tx, i, p, s)
}

// running activates a plan and lets some of its life happen.
func (b *builder) running(tx store.Tx, i int, p rollout.Plan, s rollout.State) error {
	var roles []string
	var people []rollout.UserID
	for _, use := range p.Roles() {
		roles = append(roles, use.Name)
	}
	d, err := store.DutyOf(tx, p.ID, roles)
	if err != nil {
		return err
	}
	for _, places := range d.Roles {
		for _, place := range places {
			people = append(people, place.User())
		}
	}
	s, _, e, err := rollout.Activate(p, s, d, "", b.lead, estateBegan)
	if err != nil {
		return err
	}
	e.Join(rollout.ScheduleReviews(p, s, "", nil, estateBegan))
	if e.Arm, err = store.Mornings(tx, append(people, s.PlanOwner), estateMorning.Add(-time.Hour)); err != nil {
		return err
	}
	e.Put = append(e.Put, rollout.WaveRun{
		Schema: 1, Plan: p.ID, Wave: p.Waves[0].ID, Title: p.Waves[0].Title(), State: rollout.WaveRunning, Started: estateBegan, StartedBy: "U1",
	})
	n, err := store.NextSpend(tx)
	if err != nil {
		return err
	}
	day := rollout.DayOf(estateBegan, time.UTC)
	books, err := store.Books(tx, p.ID, day)
	if err != nil {
		return err
	}
	budget, _ := rollout.BudgetOf(p)
	_, spent, err := rollout.BookSpend(p, s, books, b.lead, []rollout.Booking{{Num: n, On: day, Quantity: budget.With(budget.Amount.Shift(-1))}}, d, estateBegan)
	if err != nil {
		return err
	}
	e.Join(spent)
	if i%3 == 0 {
		if err := b.incident(tx, p, s, d, &e, true); err != nil {
			return err
		}
	}
	return b.apply(tx, e)
}

// incident adds an incident, and its acknowledgement by the first who was told.
func (b *builder) incident(tx store.Tx, p rollout.Plan, s rollout.State, d rollout.Duty, e *rollout.Effects, acked bool) error {
	num, err := tx.Next("incident")
	if err != nil {
		return err
	}
	in, opened, err := rollout.OpenIncident(p, s, num, b.lead, rollout.Report{Text: "an answer was wrong", Sev: 3}, d, estateBegan)
	if err != nil {
		return err
	}
	if acked && len(in.Told) > 0 {
		by := rollout.Actor{User: in.Told[0].Place.User(), Via: rollout.ByButton}
		_, took, err := rollout.Ack(in, by, estateBegan)
		if err != nil {
			return err
		}
		opened.Join(took)
		opened.Arm = nil // the acknowledgement ended what opening armed
	}
	e.Join(opened)
	return nil
}

// left are the incidents of the first plan that nobody ever closed.
func (b *builder) left(ctx context.Context) error {
	id := rollout.PlanID("helper-00000")
	return b.each(ctx, estateLeft, 100, func(tx store.Tx, _ int) error {
		p, err := store.Plan(tx, id)
		if err != nil {
			return err
		}
		s, err := store.State(tx, id)
		if err != nil {
			return err
		}
		d, err := store.DutyOf(tx, id, []string{rollout.PolicyFor(p, s, rollout.DefaultArea(p), 3).Roles()[0]})
		if err != nil {
			return err
		}
		var e rollout.Effects
		if err := b.incident(tx, p, s, d, &e, true); err != nil {
			return err
		}
		return b.apply(tx, e)
	})
}

// delivered takes everything out of the outbox, as if Slack had taken it.
func (b *builder) delivered(ctx context.Context) error {
	for more := true; more; {
		err := b.db.Update(ctx, func(tx store.Tx) error {
			q, err := store.Queue(tx)
			if err != nil {
				return err
			}
			more = q.Ready > 0
			rows, err := store.Claim(tx, estateBegan, 50, nil)
			for _, r := range rows {
				if err != nil {
					break
				}
				at := rollout.MessageRef{Channel: r.To.ID(), TS: fmt.Sprintf("%d.000001", r.Seq)}
				err = store.Finish(tx, estateBegan, r.Seq, r.LeaseToken, store.Outcome{Class: rollout.SendAccepted, Ref: at})
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// year is a year of spend in the first plan, as a feed reports it: a day at once.
func (b *builder) year(ctx context.Context) error {
	d := &commands.Dispatcher{Store: b.db, Clock: play.NewFrozenClock(estateNow)}
	for day := -364; day <= 0; day++ {
		rows := make([]commands.FeedRow, estateSpend)
		for i := range rows {
			rows[i] = commands.FeedRow{
				Agent: planName(0), Line: "model", Date: estateNow.AddDate(0, 0, day).Format(time.DateOnly),
				Amount: "1.25", Currency: "USD", Source: "bill", ID: fmt.Sprintf("bill-%d-%d", 364+day, i),
			}
		}
		if _, err := d.BookFeed(ctx, rows); err != nil {
			return err
		}
	}
	return nil
}
