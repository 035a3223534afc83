"""The plan service: keeps plans, and lets people change, repair, share and take them away."""

from attrs import frozen
from dependency_injector.containers import DeclarativeContainer
from dependency_injector.providers import Dependency, Factory, List

from composition.process import Process
from composition.subscribers import PLANS as PLANS_QUEUE
from composition.subscribers import SUBSCRIBERS
from core.planning.use_cases.plans.collect_plans import CollectPlans
from core.planning.use_cases.plans.create_plan import CreatePlan
from core.planning.use_cases.plans.delete_plan import DeletePlan
from core.planning.use_cases.plans.edit_plan import EditPlan
from core.planning.use_cases.plans.forget_plans import ForgetPlans
from core.planning.use_cases.plans.list_plans import ListPlans
from core.planning.use_cases.plans.read_plan import ReadPlan
from core.planning.use_cases.plans.read_shared_plan import ReadSharedPlan
from core.planning.use_cases.plans.repair_plan import RepairPlan
from core.planning.use_cases.plans.search_places import SearchPlaces
from core.planning.use_cases.plans.share_plan import SharePlan
from core.planning.use_cases.plans.unshare_plan import UnsharePlan
from core.planning.use_cases.steps.gather_edit_facts import GatherEditFacts
from entrypoints.consumer import Consumer
from entrypoints.planning.consumer import PlansConsumer
from entrypoints.planning.data import PlanDataRoutes
from entrypoints.planning.place_search import PlaceRoutes
from entrypoints.planning.plan_exports import PlanExportRoutes
from entrypoints.planning.plans import PlanRoutes
from entrypoints.planning.repairs import RepairRoutes
from entrypoints.planning.shared import SharedPlanRoutes
from entrypoints.queue_metrics import MeasureQueue
from entrypoints.relay import Relay
from ports.background import Background
from ports.clock import Clock
from ports.exchange_rates import ExchangeRates
from ports.ids import Ids
from ports.itinerary_maker import ItineraryMaker
from ports.job_queue import JobQueue
from ports.meter import Meter
from ports.place_details import PlaceDetails
from ports.place_finder import PlaceFinder
from ports.plan_works import PlanWork
from ports.randomness import Randomness
from ports.tracing import Tracing
from ports.weather_forecast import WeatherForecast
from ports.works import Works


@frozen(kw_only=True)
class PlansPorts:
    """What the plan service needs."""

    clock: Clock
    ids: Ids
    randomness: Randomness
    background: Background
    meter: Meter
    tracing: Tracing
    job_queue: JobQueue
    plan_works: Works[PlanWork]
    itinerary_maker: ItineraryMaker
    place_finder: PlaceFinder
    place_details: PlaceDetails
    weather_forecast: WeatherForecast
    exchange_rates: ExchangeRates


class PlansContainer(DeclarativeContainer):
    """Ports in, routes and background work out."""

    ports = Dependency(instance_of=PlansPorts)
    works = ports.provided.plan_works
    clock = ports.provided.clock
    finder = ports.provided.place_finder
    details = ports.provided.place_details

    gather = Factory(
        GatherEditFacts,
        finder=finder,
        details=details,
        forecast=ports.provided.weather_forecast,
        rates=ports.provided.exchange_rates,
    )
    read_plan = Factory(ReadPlan, works=works)
    relay = Factory(
        Relay,
        feed=ports.provided.plan_works.feed,
        queue=ports.provided.job_queue,
        subscribers=SUBSCRIBERS,
        clock=clock,
        meter=ports.provided.meter,
        tracing=ports.provided.tracing,
    )
    consumer = Factory(
        Consumer,
        queue=ports.provided.job_queue,
        name=PLANS_QUEUE,
        handlers=Factory(PlansConsumer, forget_plans=Factory(ForgetPlans, works=works)).provided.handlers.call(),
        meter=ports.provided.meter,
        tracing=ports.provided.tracing,
    )
    queue_depth = Factory(
        MeasureQueue,
        queue=ports.provided.job_queue,
        name=PLANS_QUEUE,
        clock=clock,
        meter=ports.provided.meter,
    )
    create_plan = Factory(
        CreatePlan, works=works, maker=ports.provided.itinerary_maker, clock=clock, ids=ports.provided.ids
    )
    plan_routes = Factory(
        PlanRoutes,
        create_plan=create_plan,
        list_plans=Factory(ListPlans, works=works),
        read_plan=read_plan,
        edit_plan=Factory(EditPlan, works=works, gather=gather, clock=clock),
        delete_plan=Factory(DeletePlan, works=works),
        share_plan=Factory(SharePlan, works=works, clock=clock, randomness=ports.provided.randomness),
        unshare_plan=Factory(UnsharePlan, works=works, clock=clock),
        meter=ports.provided.meter,
    )
    repair_routes = Factory(
        RepairRoutes,
        repair_plan=Factory(
            RepairPlan,
            works=works,
            finder=finder,
            details=details,
            background=ports.provided.background,
            clock=clock,
        ),
    )
    export_routes = Factory(PlanExportRoutes, read_plan=read_plan)
    shared_routes = Factory(SharedPlanRoutes, read_shared_plan=Factory(ReadSharedPlan, works=works))
    place_routes = Factory(PlaceRoutes, search_places=Factory(SearchPlaces, finder=finder))
    data_routes = Factory(PlanDataRoutes, collect_plans=Factory(CollectPlans, works=works))
    routes = List(plan_routes, repair_routes, export_routes, shared_routes, place_routes, data_routes)
    background = List(relay.provided.run, relay.provided.prune, consumer.provided.run, queue_depth.provided.run)


PLANS = Process(
    name="plans",
    about="plans, and the places that they are made of",
    ports=PlansPorts,
    container=PlansContainer,
    routes=(PlanRoutes, RepairRoutes, PlanExportRoutes, SharedPlanRoutes, PlaceRoutes, PlanDataRoutes),
)
